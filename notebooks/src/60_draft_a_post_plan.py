# %% [markdown]
# # Draft a plan: people, objective, strategy, technology
#
# **Question.** What should we do with these people, and in what order?
#
# **Time.** 40 minutes to teach.
#
# **Afterwards you can**
#
# - start a plan from people whose habits you have measured;
# - use the ranking of objectives without believing it blindly;
# - say a strategy as a changed relationship, and leave technology for last;
# - save a plan, go on with it, and put it on a page with its evidence.
#
# The order is that of the POST method (Li and Bernoff). The study is **synthetic**: nobody in it
# is a person, and this plan is for nobody.

# %%
from IPython.display import Markdown

import techno_kit as tk

# %%
sample = tk.load_example()
targets = tk.load_targets()
ladder = tk.load_ladder("2010")
weights = tk.rake(sample, targets, cap=5)
sample = sample.with_weights(weights)
sample.weighting

# %% [markdown]
# ## A plan starts with people, and with what they are ready for
#
# Say who they are by their answers, then look at their profile. **100 is everyone**: an index of
# 120 says that a share is a fifth higher than in the whole population. Read its interval too. An
# index is a ratio, so a small rung reaches a high index easily: look at the share beside it.

# %%
owners = {"decides_with": ["To get help with what I own"]}
profile = tk.profile(sample, ladder, where=owners)
profile

# %%
profile.plot()

# %% [markdown]
# ## Technology first is refused, and so is a plan for nobody
#
# "We need a forum" is a common way to begin, and the wrong one: nobody has said for whom, or what
# for. The kit does not draft such a plan, and says what to decide first.

# %%
for start in ({"people": {}}, {"people": owners, "technology": ["support forum"]}):
    try:
        tk.draft_plan(sample, ladder, **start)
    except tk.TechnoKitError as error:
        print(error, "\n")

# %% [markdown]
# ## The kit ranks the objectives, and the ranking is only its own
#
# There are five: listening (research), talking (marketing), energizing (sales), supporting
# (support) and embracing (development). A plan has **one**. Nobody has published a rule that
# finds it from a profile. The ranking below is the kit's own heuristic: which objectives lean on
# rungs on which these people are more often than everyone.
#
# Look at how often an objective comes first when shares and weights are drawn anew: far from 100%
# means that the profile does not decide. **And first is not the same as fitting**: the second
# table ranks for those of 55 and over. How sure is the first place, and how far from 100 is its
# fit? The ranking has a fault too: doing more of everything is enough to bring objectives to the
# top that lean on rare rungs, doing less of everything those that lean on common ones.

# %%
people = {"Owners who seek help": owners}
plan = tk.draft_plan(sample, ladder, people=people)
plan

# %%
older = tk.draft_plan(sample, ladder, people={"55 and over": {"age_group": ["55+"]}})
older.ranking_table.drop(columns="people").round(2)

# %% [markdown]
# ## You choose the objective, for a reason of your own
#
# A profile cannot know what your organisation needs. Suppose that support calls cost much, and
# that owners help each other already. That is a reason for *supporting*, wherever it ranks.
# Decide at once how you will know that it worked: what is measured, where it stands, where it
# should be, by when. (Reason and values are invented, like the study.)

# %%
why = "Support calls cost us much, and owners answer each other in forums of their own"
metric = "calls per 1,000 owners"
goal = tk.Objective("supporting", metric, baseline=212, target=150, due="2027-06-30", why=why)
goal

# %% [markdown]
# ## Strategy is a changed relationship, and technology comes last
#
# A strategy says what will be different between you and these people, who answers for it, and
# what would make you stop. Only then come the candidates of technology, each with the rungs that
# it needs and the evidence that these people are on them.

# %%
forum = {
    "change": "Owners answer each other; we answer what is left within a day",
    "owner": "Head of support",
    "measure": "Share of askers whose problem was solved, asked afterwards",
    "stop_when": "Fewer than half are solved after a year",
}
plan = tk.draft_plan(sample, ladder, people=people, objective=goal, strategy=[forum])
plan

# %% [markdown]
# ## Every claim in a plan names its evidence
#
# Each technology points to rows of evidence: share, interval, base, and index against everyone.
# These are the rows behind the first one. If you doubt a plan, ask for them.

# %%
first = plan.technology[0]
print(f"{first.choice} needs {' and '.join(first.rungs)}; evidence: {', '.join(first.evidence)}")
plan.table[plan.table["id"].isin(first.evidence)].round(3)

# %% [markdown]
# ## A plan is a file to go on with, and a page to share
#
# TOML is to work on: change it with any editor and read it again. Markdown and HTML are to show.
# `tk.report` puts the plan on one page with the profile and the differences behind it: open
# `my_report.html` in the list of files. The sentences below are for an e-mail.

# %%
plan.save("my_plan.md")
plan.save("my_plan.html")
again = tk.read_plan(plan.save("my_plan.toml"))
Markdown(f"The plan read is the plan saved: **{again == plan}**.\n\n{again.text}")

# %%
gaps = tk.compare(sample, ladder, by="age_group", where=owners)
tk.report(profile, gaps, plan, to="my_report.html")

# %% [markdown]
# ## What we learned
#
# - People first: without them there is no plan.
# - One objective; the ranking informs the choice and does not make it.
# - A strategy is a changed relationship with an owner, a measure and an end.
# - Technology last, and only on rungs where these people are.
# - A plan carries its evidence, in a file that can be read again.

# %% [markdown]
# ## Exercises
#
# All three are about people who decide on purchases at work: `{"role": ["Decides on
# purchases"]}`.
#
# **Exercise 1.** Draft a plan for them without an objective. Which objective comes first in most
# draws? Write its name in quotes.

# %% tags=["solution"]
buyers = {"role": ["Decides on purchases"]}
draft = tk.draft_plan(sample, ladder, people=buyers)
first_objective = draft.ranking_table.set_index("objective")["first"].idxmax()

# %%
tk.teach.check("first_objective", first_objective)

# %% [markdown]
# **Exercise 2.** On how many respondents does the evidence of that plan rest?

# %% tags=["solution"]
base_of_the_plan = draft.table["n"].iloc[0]

# %%
tk.teach.check("base_of_the_plan", base_of_the_plan)

# %% [markdown]
# **Exercise 3.** Your reason speaks for *embracing*. Which technologies does the kit propose for
# them then? Give their names as a set.

# %% tags=["solution"]
embracing = tk.draft_plan(sample, ladder, people=buyers, objective="embracing")
technologies = {each.choice for each in embracing.technology}

# %%
tk.teach.check("technologies", technologies)
