# %% [markdown]
# # Start here: from a survey to a page
#
# **Question.** What do people do with social media, and how sure can we be?
#
# **Time.** 45 minutes to teach.
#
# **Afterwards you can**
#
# - take a survey to a weighted profile in a few lines;
# - read a share together with its interval and its base;
# - hand over a page that says how its numbers were made;
# - read a file of your own, and act on the messages that it brings.
#
# The study in this lesson is **synthetic**: it was drawn by a script, and nobody in it is a
# person. Nothing here needs the internet. Run a cell with Shift+Enter; run the lesson as often as
# you like.

# %%
from pathlib import Path

import techno_kit as tk

# %% [markdown]
# ## A sample knows who was asked, and how
#
# `load_example` reads the shipped survey. A sample is more than a table: it knows which column
# holds which question, how people were sampled, and what was found out while reading; that is
# told below the table.

# %%
sample = tk.load_example()
sample

# %% [markdown]
# ## Weights give the missing their voice back
#
# Young people answered this survey less often than others. *Raking* gives every respondent a
# weight, so that the weighted sample has the population's shares of age, gender, education and
# region. Look at the first row: what was the share of the youngest, and what is it now? The price
# is told below the table: the weighted sample is worth fewer people than answered.

# %%
targets = tk.load_targets()
weights = tk.rake(sample, targets, cap=5)
sample = sample.with_weights(weights)
weights

# %% [markdown]
# ## A ladder says who counts as what
#
# Social Technographics sorts what people do online into *rungs*. One activity of a rung, done
# often enough, puts a person on it. A person can be on several rungs; only Inactives are on no
# other.

# %%
ladder = tk.load_ladder("2010")
ladder

# %% [markdown]
# ## A share without its interval is half an answer
#
# Look at any rung: the share is what this sample says, the interval is what the population's share
# may well be. Below the chart stands the base: how many people answered, and how many they are
# worth after weighting. The shares add to more than 100%, as they should.

# %%
profile = tk.profile(sample, ladder)
profile.plot()

# %% [markdown]
# ## Groups are asked for, never cut out
#
# `by=` profiles every age group. Do not filter the table first: a group that was cut out has
# forgotten how it was sampled. The small mark in each bar is everyone's share. Which rung tells
# young and old apart most?

# %%
profile = tk.profile(sample, ladder, by="age_group")
profile.plot()

# %% [markdown]
# ## The page is for those who were not here
#
# `compare` tests which groups differ, and `report` puts everything on one page that opens
# anywhere, without the internet: charts with their description, the weighting, the differences,
# and the methods. Run the cell, then open [my_report.html](my_report.html); print it, or send it.

# %%
gaps = tk.compare(sample, ladder, by="age_group")
tk.report(profile, gaps, weights, to="my_report.html", title="What people do with social media")

# %% [markdown]
# ## Your own file needs a mapping
#
# Let us pretend that a survey platform gave you a file with a few columns. We write such a file,
# and look at it as you would look at yours.
#
# A *mapping* says what the columns mean: which holds which activity of the ladder, and how often
# each answer is. It is a small text file that you write once and keep beside the data. The next
# cell but one holds the mapping of our file; `docs/files.md` shows all that a mapping can say, and
# lists the activities.

# %%
columns = ["Q2_Gender", "Q7_8", "Q7_17", "Weight"]
sample.frame[columns].to_csv("my_survey.csv", index=False)
sample.frame[columns].head()

# %%
mapping = """schema = "techno_kit/mapping/1"
population = "made-up adults"
synthetic = true
design.weight = "Weight"
scales.often.answers = [["Several times a day", "several_daily"], ["Daily", "daily"],
  ["Weekly", "weekly"], ["Monthly", "monthly"], ["Rarely", "rarely"], ["Never", "never"]]
activities.review_post = { column = "Q7_8", scale = "often" }
activities.blog_read = { column = "Q7_17", scale = "often" }"""

# %% [markdown]
# ## A message says what is wrong, where, and what to do
#
# Our mapping forgot an answer. The kit does not guess, and drops nobody in silence: it stops, and
# counts. So we list that answer, and read again.
#
# The profile then has the rungs that two activities can tell. Its caption says which are missing,
# and that nobody stated how far back people were asked. Compare Inactives with those above: **who
# is asked about little seems to do little**.

# %%
Path("my_mapping.toml").write_text(mapping, encoding="utf-8")
try:
    tk.read("my_survey.csv", mapping="my_mapping.toml")
except tk.TechnoKitError as error:
    print(error)

# %%
whole = mapping.replace('["Never", "never"]', '["Never", "never"], ["Don\'t know", "dont_know"]')
Path("my_mapping.toml").write_text(whole, encoding="utf-8")
own = tk.read("my_survey.csv", mapping="my_mapping.toml")
tk.profile(own, ladder)

# %% [markdown]
# ## What we learned
#
# - The job has six steps: sample, targets, ladder, weights, profile, report.
# - Every share has a base and an interval; the kit writes them into each table, chart and sentence.
# - Groups are asked for with `by=`.
# - A mapping tells the kit what your columns mean; messages tell you what the mapping lacks.
#
# **Where next.** `20_weight_a_sample` takes the weights apart, `30_build_a_profile` the profile and
# `40_test_differences` the comparison; `60_draft_a_post_plan` goes on to a plan. The lessons
# without answers are in `exercises`.

# %% [markdown]
# ## Exercises
#
# **Exercise 1.** How many respondents does the study have?

# %% tags=["solution"]
respondents = sample.n

# %%
tk.teach.check("respondents", respondents)

# %% [markdown]
# **Exercise 2.** On which rung are most people of 18 to 24? Write its name in quotes.

# %% tags=["solution"]
young = profile.groups.query("level == '18-24'").set_index("answer")
largest_rung = young["share"].idxmax()

# %%
tk.teach.check("largest_rung", largest_rung)

# %% [markdown]
# **Exercise 3.** Which share of those of 18 to 24 are Creators? A share is 0-1; do not round it.

# %% tags=["solution"]
share_of_young_creators = young.loc["creators", "share"]

# %%
tk.teach.check("share_of_young_creators", share_of_young_creators)
