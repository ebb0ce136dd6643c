# %% [markdown]
# # Test differences between groups
#
# **Question.** Do age groups really differ, and where?
#
# **Time.** 45 minutes to teach.
#
# **Afterwards you can**
#
# - say why one chi-square over rungs and groups is wrong, and what takes its place;
# - read size, interval and letters of a difference, in that order;
# - keep chance from writing your conclusions;
# - tell "no clear difference" from "no difference".
#
# The study is **synthetic**: nobody in it is a person, and how it was made is known. Its codebook
# says that age, gender and education matter to the rungs, and that **region does not matter at
# all**. So we can check every method against the truth.

# %%
from IPython.display import Markdown, display

import techno_kit as tk

# %%
sample = tk.load_example()
targets = tk.load_targets()
ladder = tk.load_ladder("2010")
weights = tk.rake(sample, targets, cap=5)
sample = sample.with_weights(weights)
weights

# %% [markdown]
# ## The table that comes to mind first is wrong twice
#
# Rungs down, groups across, one chi-square. **It counts people several times**: who is on three
# rungs stands in it three times, and a chi-square needs everybody in exactly one cell. It also
# looks only at the *mix* of rungs, so that a group that does more of everything looks like the
# others. Compare the last two rows of the counts below.
#
# **It forgets weights and design**: neighbours were drawn together, and some respondents stand
# for more people than others. Both make a sample worth less than its size.

# %%
tk.teach.rungs_counted(sample, ladder, by="gender")

# %% [markdown]
# ## Chance writes letters where nothing differs
#
# We deal the neighbourhoods that the sample was drawn in out to four "regions" by lot, sixty times.
# Answers, weights and design stay; which region a neighbourhood is in is luck. **Whatever is
# found now is false.** Seven methods look at every deal: three wrong ways, and what takes their
# place.
#
# - **One chi-square** over rungs and regions.
# - **Weighted counts taken for people**: a chi-square for each rung, as if a weight of 2 were two
#   people.
# - **Effective base**, as commercial tables have it: a z-test for each pair of columns, design and
#   raking left out, and not adjusted for their number. `mode="effective_base"` reproduces it.
# - **The right errors**, not adjusted; adjusted over the pairs of a row; adjusted over the table.
# - **The joint test** of the whole ladder.

# %%
deals = [f"deal {n + 1}" for n in range(60)]
mixed = tk.teach.deal_regions(sample, deals)
z_tests = tk.crosstab(mixed, ladder, by=deals, mode="effective_base").pairs
by_row = tk.compare(mixed, ladder, by=deals, family="row")
by_table = tk.compare(mixed, ladder, by=deals, family="table")
joint = by_row.tests[by_row.tests["answer"].isna()]

# %%
wrong = {
    "one chi-square over rungs and groups": tk.teach.one_chi_square(mixed, ladder, deals),
    "weighted counts taken for people": tk.teach.weights_as_people(mixed, ladder, deals),
    "effective base, not adjusted": z_tests[["by", "p"]],
}
tk.teach.false_findings(wrong)

# %% [markdown]
# ## A method keeps its promise in one test, or on the whole page, or nowhere
#
# A test at 5% finds something false in 5% of cases. The table says how often one test did, and how
# often a whole page (all rungs, all pairs) had at least one false finding. Behind ± stands the
# Monte Carlo error: sixty deals tell it only roughly, and within two errors of 5% a method may
# well keep its promise.
#
# Read the first column for the errors: too small ones find too much in every single test. Read the
# second for the number of tests: right errors alone do not help there. A chi-square over rungs and
# groups is no 5% test of anything: it can be deaf, and it can be shrill.

# %%
right = {
    "right errors, not adjusted": by_row.pairs[["by", "p"]],
    "right errors, adjusted in each row": by_row.pairs[["by", "p_adjusted"]],
    "right errors, adjusted over the table": by_table.pairs[["by", "p_adjusted"]],
    "joint test of the ladder": joint[["by", "p"]],
}
tk.teach.false_findings(wrong | right)

# %% [markdown]
# ## The effective base has the right errors here by luck
#
# Hold the rows *effective base* and *right errors, not adjusted* against each other: they are
# nearly alike, and somebody will say that the commercial way is just as good. In this study its
# errors are. Neighbours are little more alike online than strangers, so that little is lost by
# forgetting who lives beside whom, and what raking gives to the errors is small too: losses and
# gains nearly cancel. **What is wrong with it here is that nothing is adjusted**: look at its
# second column.
#
# With other answers its errors fail as well. A shop, a bus line, a dialect: such things neighbours
# do share. The extreme is an answer that all people of a neighbourhood give alike. We have one: the
# region of another deal. The same people, the same lots, the same two methods, neither adjusted:
# compare the first column. What is between these ends is simulated in `docs/trust.md`.

# %%
shared = {
    "effective base": tk.crosstab(mixed, deals[0], by=deals[1:], mode="effective_base").pairs,
    "right errors": tk.compare(mixed, deals[0], by=deals[1:]).pairs,
}
tk.teach.false_findings({name: pairs[["by", "p"]] for name, pairs in shared.items()})

# %% [markdown]
# ## The right comparison tests each rung, and knows the survey
#
# `tk.compare` asks of every rung "on it, or not?" by group, with weights and design. In the table
# a **letter** names the column that a share is clearly higher than (a small letter: only with 90%
# confidence); an **arrow** compares with everybody outside the group. The whole table is the family
# of the adjustment here: look along one row that you chose beforehand and the row is enough
# (`family="row"`, the default); look over the table for something to tell and the table is it.
#
# The joint test, the last row of `.tests`, comes before the letters. Inactives is left out of it:
# it follows from the other rungs. If this test finds nothing, be slow to believe a single letter.

# %%
gaps = tk.compare(sample, ladder, by="age_group", family="table", trend=True)
display(gaps, gaps.plot(trend=False), tk.teach.readable(gaps.tests))
Markdown(f"**To paste:** {gaps.text}\n\n**For the appendix:** {gaps.method}")

# %% [markdown]
# ## Size comes first, and p comes last
#
# A p-value says how surprising a difference would be if there were none; it says nothing about
# how large it is. Read a pair from the left: points with their interval, then the ratio, then
# Cohen's h (which makes points near 0% and near 50% comparable; 0.2 is often called small, 0.5
# medium, 0.8 large), and only then p.
#
# The interval is that of its one pair; the adjusted p knows that we looked at many. So an
# interval may leave 0 out where p is not small: find such a pair, and do not write a headline
# about it.

# %%
pairs = gaps.pairs[gaps.pairs["answer"] == "joiners"]
pairs = pairs.sort_values("difference", key=abs, ascending=False)
columns = ["level_a", "level_b", "difference", "low", "high", "ratio", "cohens_h", "p_adjusted"]
tk.teach.readable(pairs[columns])

# %% [markdown]
# ## Ordered groups need one number and not ten pairs
#
# Age groups have an order. A **trend** says by how many points a share moves from one group to the
# next, with an interval: one test where pairs would be ten. It can see a steady slope that no pair
# shows, and it says nothing of a share that rises and falls again. `trend=True` asked for it above,
# and `.plot()` draws the groups in their order, with a straight line through them.

# %%
slopes = ["answer", "first", "last", "slope", "low", "high", "p_adjusted"]
trends = gaps.trends.sort_values("slope", key=abs, ascending=False)
display(tk.teach.readable(trends[slopes]), gaps.plot())

# %% [markdown]
# ## "Not clear" is not "no difference"
#
# A pair without a letter has not been shown to be equal. Its interval says which differences are
# still possible, and that can be a lot: here are the three least certain.

# %%
unclear = gaps.pairs[gaps.pairs["p_adjusted"] > 0.05]
widest = unclear.sort_values("se", ascending=False).head(3)
tk.teach.readable(widest[["answer", *columns]])

# %% [markdown]
# ## What we learned
#
# - Rungs overlap, so each rung gets a test of its own and the ladder gets a joint one.
# - Weights and design belong into the test, not only into the table: weights are not people.
# - Errors that forget the design can come out right by luck; where neighbours answer alike they
#   do not.
# - Size and interval first, p last.
# - Many pairs need adjustment, over everything that you look through.
# - No letter means "not shown", not "equal".

# %% [markdown]
# ## Exercises
#
# **Exercise 1.** On which rungs do women and men differ clearly, if you look over the whole
# table? Give the names as they stand in the column `answer`, as a set.

# %% tags=["solution"]
by_gender = tk.compare(sample, ladder, by="gender", family="table")
rungs_that_differ = set(by_gender.pairs.loc[by_gender.pairs["p_adjusted"] <= 0.05, "answer"])

# %%
tk.teach.check("rungs_that_differ", rungs_that_differ)

# %% [markdown]
# **Exercise 2.** By how many points are there more Spectators among college graduates than among
# people with "High school or less"? Give a share between 0 and 1, as in the column `difference`,
# with its sign.

# %% tags=["solution"]
spectators = tk.compare(sample, ladder, by="education").pairs.query("answer == 'spectators'")
spectators = spectators.set_index(["level_a", "level_b"])["difference"]
more_spectators = -spectators["High school or less", "College graduate"]

# %%
tk.teach.check("more_spectators", more_spectators)

# %% [markdown]
# **Exercise 3.** The respondents of the study live in two markets; the question `market` says who
# in A and who in B. The two do not differ clearly in their share of Creators. How large a
# difference, in either direction, does the 95% interval still allow? Give the larger of the two,
# between 0 and 1.

# %% tags=["solution"]
markets = tk.compare(sample, ladder, by="market").pairs.set_index("answer").loc["creators"]
still_possible = max(abs(markets["low"]), abs(markets["high"]))

# %%
tk.teach.check("still_possible", still_possible)
