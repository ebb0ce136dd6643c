# %% [markdown]
# # Build a profile that stands up
#
# **Question.** What exactly does a share on the ladder say, and what can it not say?
#
# **Time.** 60 minutes to teach.
#
# **Afterwards you can**
#
# - say what puts a person on a rung, and who is in the base;
# - read interval, index and base of a share before you use it;
# - choose between `by=` and `where=`, and say why a table is not filtered first;
# - paste a sentence and a methods paragraph that hold what a careful reader asks for.
#
# The study in this lesson is **synthetic**: it was drawn by a script, and nobody in it is a
# person.

# %%
import numpy as np
from IPython.display import Markdown, display

import techno_kit as tk

# %%
sample = tk.load_example()
targets = tk.load_targets()
weights = tk.rake(sample, targets, cap=5)
sample = sample.with_weights(weights)
Markdown(weights.text)

# %% [markdown]
# ## One activity, done often enough, puts a person on a rung
#
# Critics post reviews, comment on blogs, contribute to forums or edit wikis: *any one* of these,
# at least monthly. Below are the answers of the first respondents to these four questions. Cover
# the last column and say who is a Critic; then look. What does "Rarely" count as?

# %%
ladder = tk.load_ladder("2010")
members = tk.score(sample, ladder)
critics = ladder.rungs[2]
columns = [sample.item(activity).column for activity in critics.any_of]
sample.frame[columns].assign(critic=members["critics"]).head(8)

# %% [markdown]
# ## Rungs overlap, so their shares do not add to 100%
#
# Count for every respondent the rungs that he or she is on. Few are on exactly one; those on none
# are the Inactives. So a ladder is **a profile, not a segmentation**: nobody can be cut into
# Critics and Joiners, and never draw the shares as a pie.

# %%
rungs = members.dropna().drop(columns="inactives").sum(axis=1)
rungs.value_counts().sort_index().rename_axis("rungs").to_frame("respondents")

# %% [markdown]
# ## A blank counts as not doing it, and the kit says what that may hide
#
# One base holds for the whole ladder: everyone who answered at least one of its questions. Who
# left one blank stays in, as not doing it. That is a decision, so the kit computes what else is
# possible: `bounds` has the share if every blank had meant "no", and if every blank had meant
# "yes". For which rung do blanks matter most?

# %%
profile = tk.profile(sample, ladder)
profile.bounds.round(3)

# %% [markdown]
# ## An interval knows that people were sampled in clusters and weighted
#
# The textbook's standard error of a share, the root of p(1 - p)/n, holds for a simple random
# sample. Ours has weights, strata and clusters: look at how many times wider the honest one is.
# With the textbook's number every interval is too narrow, and differences are found where there
# are none.

# %%
whole = profile.whole.set_index("answer")[["share", "se", "low", "high", "n"]]
whole["textbook_se"] = np.sqrt(whole["share"] * (1 - whole["share"]) / whole["n"])
whole["times_wider"] = whole["se"] / whole["textbook_se"]
whole.round(4)

# %% [markdown]
# ## The index compares a group with everyone, and it has an interval too
#
# An index of 100 is everyone's share; 120 is a share one fifth higher. An index without an
# interval is a rumour: only where the whole interval lies on one side of 100 does the group
# clearly differ from everyone. Compare youngest and oldest: which rungs are clearly above
# everyone's, which clearly below, and which could be either?

# %%
profile = tk.profile(sample, ladder, by="age_group")
columns = ["share", "index", "index_low", "index_high", "n"]
by_age = profile.groups.set_index(["level", "answer"])[columns]
by_age.loc[["18-24", "55+"]].round(2)

# %% [markdown]
# ## `where=` is who you speak about, `by=` is how you split them
#
# `where=` makes an audience, such as a client's target group; the index then compares it with
# everyone. `by=` splits whoever is left. Every split makes bases smaller: below 100 respondents a
# share is flagged, below 30 it is not given at all. The dashes are not a defect; **a number there
# would be**.

# %%
tk.profile(sample, ladder, where={"age_group": ["18-24"]}, by="region")

# %% [markdown]
# ## Two short cuts give wrong numbers
#
# **The mean of a column** forgets the weights: groups that answered more often than others count
# too much. Which rungs move most, and who does what those rungs do?
#
# **Filtering the table first** looks harmless, but who is cut out takes along what is known about
# the sample: clusters lose their neighbours, weights lose the population that they were made for.
# Where the design is kept, as in the second cell, the kit notices; where it is dropped too, nobody
# can.

# %%
shares = tk.profile(sample, ladder).whole.set_index("answer")[["share"]]
shares["unweighted"] = members.mean().astype(float)
shares["points_off"] = 100 * (shares["unweighted"] - shares["share"])
shares.round(3)

# %%
young = sample.frame[sample.frame["Q1_Age"] < 25]
try:
    cut = tk.Sample.from_frame(young, labels=sample.codebook, design=sample.design)
    display(tk.profile(cut, ladder))
except tk.TechnoKitError as error:
    print(error)

# %% [markdown]
# ## A number travels with its sentence and its method
#
# `text` is for the slide: each number with its base and interval. `method` is for the appendix:
# whoever doubts the number finds there how it was made. Both are written from what was computed,
# so they cannot go stale.

# %%
display(Markdown(f"> {profile.text}"))
Markdown(f"**Methods.** {profile.method}")

# %% [markdown]
# ## What we learned
#
# - Any one activity of a rung, done often enough, is enough; rungs overlap.
# - The base is everyone who answered something, and `bounds` says what blanks may hide.
# - Read the interval before the share, and the index only with its own.
# - `where=` names the audience, `by=` splits it; neither cuts the sample.
# - Take text and method along.
#
# **Where next.** `40_test_differences` asks which of these differences are real.

# %% [markdown]
# ## Exercises
#
# **Exercise 1.** On how many rungs is a person on average, in the population? Use the overlapping
# shares, and leave out Inactives, who are on none.

# %% tags=["solution"]
shares = tk.profile(sample, ladder).whole.set_index("answer")["share"]
rungs_per_person = shares.drop("inactives").sum()

# %%
tk.teach.check("rungs_per_person", rungs_per_person)

# %% [markdown]
# **Exercise 2.** On which rungs are those of 18 to 24 clearly more often than everyone? Answer
# with a list of the rungs' names.

# %% tags=["solution"]
groups = profile.groups.query("level == '18-24'")
rungs_above_average = groups["answer"][groups["index_low"] > 100]

# %%
tk.teach.check("rungs_above_average", rungs_above_average)

# %% [markdown]
# **Exercise 3.** Which share are Creators if everyone with a blank is left out of the base? Look
# for the option in `help(tk.profile)`.

# %% tags=["solution"]
complete = tk.profile(sample, ladder, missing="exclude").whole.set_index("answer")
creators_without_blanks = complete.loc["creators", "share"]

# %%
tk.teach.check("creators_without_blanks", creators_without_blanks)
