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
import numpy as np
import pandas as pd
from IPython.display import Markdown, display
from scipy.stats import chi2_contingency

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
# others.
#
# **It forgets weights and design**: neighbours were drawn together, and some respondents stand
# for more people than others. Both make a sample worth less than its size. Compare below the F
# and the number of clear comparisons of the same answers, first taken as a plain list of people,
# then as the survey that it is.

# %%
members = tk.score(sample, ladder).dropna().astype(int)
counts = members.groupby(sample.frame["Q2_Gender"]).sum().T
counts.loc["counted in the table"] = counts.sum()
counts.loc["people"] = sample.frame.loc[members.index, "Q2_Gender"].value_counts()
counts

# %%
plain = tk.Sample.from_frame(sample.frame, labels=sample.codebook)
as_list = tk.compare(plain, ladder, by="education")
as_survey = tk.compare(sample, ladder, by="education")
Markdown(f"**As a plain list:** {as_list.text}\n\n**As a survey:** {as_survey.text}")

# %% [markdown]
# ## Chance writes letters where nothing differs
#
# We deal the labels of the four regions out by lot, again and again. Answers, weights and design
# stay; who belongs to which "region" is luck. **Whatever is found now is false.** A good method
# finds something in 5% of such tables. Which lines below keep that promise? (`mean` is the share
# of deals with a false finding, `sem` its standard error: so few deals say it roughly.)
#
# - One chi-square is no 5% test of anything: it can be deaf, and it can be shrill.
# - Without adjustment every pair keeps the promise alone, and the page does not.
# - Adjusting within a row keeps it *for one row*; a ladder has seven.
# - Adjusting over the table, and the joint test, keep it for the whole page.

# %%
lot = np.random.default_rng(20100115)
dealt = {f"deal {n + 1}": lot.permutation(sample.frame["Region"]) for n in range(60)}
mixed = sample.frame.assign(**dealt)
chi_square = [chi2_contingency(members.groupby(mixed[deal]).sum()).pvalue for deal in dealt]
mixed = tk.Sample.from_frame(mixed, design=sample.design, labels=sample.codebook)
mixed = mixed.with_weights(weights)
by_row = tk.compare(mixed, ladder, by=list(dealt), family="row")
by_table = tk.compare(mixed, ladder, by=list(dealt), family="table")

# %%
smallest_p = {
    "one chi-square over rungs and groups": pd.Series(chi_square, list(dealt)),
    "pairs, not adjusted": by_row.pairs.groupby("by")["p"].min(),
    "pairs, adjusted in each row": by_row.pairs.groupby("by")["p_adjusted"].min(),
    "pairs, adjusted over the table": by_table.pairs.groupby("by")["p_adjusted"].min(),
    "joint test of the ladder": by_row.tests.query("answer.isna()").set_index("by")["p"],
}
(pd.DataFrame(smallest_p) <= 0.05).agg(["mean", "sem"]).T.map("{:.0%}".format)

# %% [markdown]
# ## The right comparison tests each rung, and knows the survey
#
# `tk.compare` asks of every rung "on it, or not?" by group, with weights and design. In the table
# a **letter** names the column that a share is clearly higher than (a small letter: only with 90%
# confidence); an **arrow** compares with everybody outside the group. The whole table is the
# family of the adjustment here.

# %%
gaps = tk.compare(sample, ladder, by="age_group", family="table")
display(gaps, gaps.plot())

# %% [markdown]
# ## The joint test comes before the letters
#
# The last row, without an answer, tests the whole ladder with its overlaps. Inactives is left out
# of it: it follows from the other rungs. If this test finds nothing, be slow to believe a single
# letter. `.text` says the result in sentences to paste, `.method` is the paragraph for the
# appendix.

# %%
display(gaps.tests.round(3))
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
pairs[columns].round(3)

# %% [markdown]
# ## "Not clear" is not "no difference"
#
# A pair without a letter has not been shown to be equal. Its interval says which differences are
# still possible, and that can be a lot: here are the three least certain. And a dash is no zero:
# in the table below them one group is too small to be compared at all (below 30 respondents;
# below 100 it is flagged).

# %%
unclear = gaps.pairs[gaps.pairs["p_adjusted"] > 0.05]
widest = unclear.sort_values("se", ascending=False).head(3)
widest[["answer", *columns]].round(3)

# %%
tk.compare(sample, ladder, by="age_group", where={"company_size": ["1,000 or more"]})

# %% [markdown]
# ## A family is what you look through before you speak
#
# If you look along one row that you chose beforehand, the row is the family (`family="row"`, the
# default). If you look over the whole table for something to tell, the table is. The p at the end
# of a row is that of the row's own test, adjusted over the rows: it is another family than the
# letters, and the two may disagree.
#
# Region makes no difference in this study: see which of the two families finds one all the same,
# and what the joint test says to that.

# %%
by_family = {
    name: tk.compare(sample, ladder, by="region", family=name) for name in ("row", "table")
}
Markdown("\n\n".join(f'**family="{name}":** {each.text}' for name, each in by_family.items()))

# %% [markdown]
# ## What we learned
#
# - Rungs overlap, so each rung gets a test of its own and the ladder gets a joint one.
# - Weights and design belong into the test, not only into the table.
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
# **Exercise 3.** Markets A and B do not differ clearly in their share of Creators. How large a
# difference, in either direction, does the 95% interval still allow? Give the larger of the two,
# between 0 and 1.

# %% tags=["solution"]
markets = tk.compare(sample, ladder, by="market").pairs.set_index("answer").loc["creators"]
still_possible = max(abs(markets["low"]), abs(markets["high"]))

# %%
tk.teach.check("still_possible", still_possible)
