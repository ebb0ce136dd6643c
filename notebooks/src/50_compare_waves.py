# %% [markdown]
# # Compare waves
#
# **Question.** Did people change between two waves of a study, or only the sample?
#
# **Time.** 45 minutes to teach.
#
# **Afterwards you can**
#
# - tell a change by its size, its interval and, last, its p;
# - name four ways to see a change that is none, or to miss one that is there;
# - put the files of two waves together, and say what keeps them apart;
# - tell independent samples from a panel, and why it matters.
#
# The study is **synthetic**: nobody in it is a person, and how it was made is known. Its two waves
# are drawn anew from two populations that we wrote down ourselves, so that we can check what we
# find. **Wave 1 is an unlucky draw**: about one draw in seventy-five lies as far from its
# population. Nobody looked for it and nobody replaced it; watch what it does.

# %%
from dataclasses import replace

import numpy as np
import pandas as pd
from IPython.display import Markdown, display

import techno_kit as tk

# %%
sample = tk.load_example()
targets = tk.load_targets()
ladder = tk.load_ladder("2010")
weights = tk.rake(sample, targets, cap=5, within="wave")
sample = sample.with_weights(weights)
weights

# %% [markdown]
# ## A change in who answers is no change in what people do
#
# `within="wave"` rakes each wave to the targets by itself, so that both look like the same
# population. If the waves are raked to other targets, a share "moves" by its weights alone. Below
# are the *same answers* of Wave 2, raked to the study's targets and to a younger population. Which
# rungs change most, and could a reader of a trend line tell?

# %%
ages = {"18-24": 0.18, "25-34": 0.27, "35-44": 0.2, "45-54": 0.15, "55+": 0.2}
younger = tk.Targets.from_shares({"age_group": ages})
other = sample.with_weights(tk.rake(tk.load_example(), younger, cap=5, within="wave"))
tables = [tk.profile(each, ladder, where={"wave": ["Wave 2"]}).table for each in (sample, other)]
own, moved = (each.set_index("answer")["share"] for each in tables)
pd.DataFrame({"own targets": own, "other targets": moved, "change": moved - own}).round(3)

# %% [markdown]
# ## A change has a size, then an interval, and only then a p
#
# `tk.compare` by wave takes the error of the *change* from the weights and the design. Read a row
# from the left: the change and its interval in shares, the effect (Cohen's h; 0.2 is often called
# small), and p last. `p` asks of this one rung, chosen beforehand; `p_adjusted` knows that we look
# over seven rungs for something to tell (`family="table"`).

# %%
gaps = tk.compare(sample, ladder, by="wave", against={"wave": "Wave 1"}, family="table")
changes = gaps.pairs.set_index("answer")
changes[["difference", "low", "high", "cohens_h", "p", "p_adjusted"]].round(3)

# %%
display(gaps.plot())
Markdown(f"**To paste:** {gaps.text}")

# %% [markdown]
# ## One change in twenty looks clear by luck, and some real ones stay hidden
#
# Here are the true changes, as the study's codebook states them. Look for two rungs: one that did
# not change at all and whose interval leaves 0 out; and one that changed a lot and whose interval
# does not hold it. Both are the work of Wave 1. **No method sees from inside that a draw was
# unlucky.** What helps is the adjusted p, a third wave, and the habit of writing "we cannot tell".

# %%
truth = dict(zip(gaps.labels, [0.02, 0.05, 0.0, -0.01, 0.06, 0.02, -0.03], strict=True))
seen = changes[["difference", "low", "high", "p_adjusted"]].assign(truth=pd.Series(truth))
seen["holds the truth"] = (seen["low"] <= seen["truth"]) & (seen["truth"] <= seen["high"])
seen.round(3)

# %% [markdown]
# ## Intervals of two waves may overlap although the change is clear
#
# A common habit is to draw an interval for each wave, and to call it a change only where the two do
# not touch. That is too strict: with equal errors it asks for a change of nearly four standard
# errors of one wave, where less than three are enough. Count by each rule below. (`tk.compare`
# never compares intervals.)

# %%
groups = tk.profile(sample, ladder, by="wave").groups
one, two = (groups[groups["level"] == wave].set_index("answer") for wave in ("Wave 1", "Wave 2"))
rules = {
    "the waves' intervals do not touch": (one["low"] > two["high"]) | (two["low"] > one["high"]),
    "the interval of the change leaves 0 out": (changes["low"] > 0) | (changes["high"] < 0),
    "the adjusted p is at most 0.05": changes["p_adjusted"] <= 0.05,
}
pd.DataFrame(rules)

# %% [markdown]
# ## The design belongs into the change
#
# Neighbours were drawn together, and some respondents stand for more people than others. A plain
# list of people knows neither. Compare the standard errors of the changes: where is the list too
# sure of itself?

# %%
as_list = tk.compare(sample.with_design(tk.Design()), ladder, by="wave", against={"wave": "Wave 1"})
errors = {"as a plain list": as_list.pairs.set_index("answer")["se"], "as a survey": changes["se"]}
pd.DataFrame(errors).assign(ratio=errors["as a survey"] / errors["as a plain list"]).round(4)

# %% [markdown]
# ## Files of waves go together only if people were asked alike
#
# Waves mostly come as files of their own. `Sample.of_waves` puts them together. Independent samples
# become strata of their own, so that PSU "17" of one wave is not PSU "17" of the next.
#
# In the second cell Wave 2 asks about the last 12 months instead of the last 3. More people have
# done a thing within a year than within three months: that is a change of the questionnaire. The
# kit refuses, and says what would make it go on all the same.

# %%
frame, book = sample.frame, sample.codebook
files = {
    year: tk.Sample.from_frame(frame[frame["Wave"] == wave], labels=book, design=sample.design)
    for year, wave in (("2025", "Wave 1"), ("2026", "Wave 2"))
}
together = tk.Sample.of_waves(files, name="year")
Markdown(tk.compare(together, ladder, by="year").text)

# %%
year = replace(book.items["blog_publish"].scale, window="12 months")
items = {name: replace(item, scale=year) for name, item in book.items.items()}
asked = replace(book, items=items)
longer = tk.Sample.from_frame(files["2026"].frame, labels=asked, design=sample.design)
try:
    tk.Sample.of_waves({"2025": files["2025"], "2026": longer}, name="year")
except tk.TechnoKitError as error:
    print(error)

# %% [markdown]
# ## The same people twice make a change more certain
#
# In a **panel** wave 2 asks the people of wave 1 again. Most say what they said before, and what
# they have in common cancels out of the change. We make one up: a fifth of the respondents of
# Wave 1 answer like somebody else the second time. Put together once as independent samples (which
# is wrong here) and once with `panel="person"`: see how much the error of a change shrinks.

# %%
lot = np.random.default_rng(20100115)
first = files["2025"].frame.assign(person=range(files["2025"].n)).reset_index(drop=True)
items = [item.column for item in book.items.values()]
again = first.copy()
changed = lot.random(len(again)) < 0.2
again.loc[changed, items] = first[items].sample(frac=1, random_state=1).to_numpy()[changed]

# %%
both = {
    name: tk.Sample.from_frame(each, labels=book, design=sample.design)
    for name, each in (("first", first), ("again", again))
}
apart, panel = (tk.Sample.of_waves(both, name="time", panel=each) for each in (None, "person"))
errors = {"as independent": apart, "as the panel it is": panel}
errors = {name: tk.compare(each, ladder, by="time").pairs["se"] for name, each in errors.items()}
pd.DataFrame(errors).set_index(changes.index).round(4)

# %% [markdown]
# ## What we learned
#
# - Both waves are raked to the same population, each by itself.
# - Size and interval of the change come first; the p, adjusted over what we looked through, last.
# - Whether two intervals touch is not the question; the error of the change is.
# - Other windows, activities or populations make changes of their own: waves are asked alike, or
#   every caption says how they differ.
# - In a panel the same people are one PSU, and changes are more certain.
# - A wave can be an unlucky draw. Two waves are no trend.

# %% [markdown]
# ## Exercises
#
# **Exercise 1.** By how much did the share of Conversationalists change from Wave 1 to Wave 2,
# under the weights of this lesson? Give a share between 0 and 1 with its sign: a rise is above 0.

# %% tags=["solution"]
change_of_conversationalists = changes.loc["conversationalists", "difference"]

# %%
tk.teach.check("change_of_conversationalists", change_of_conversationalists)

# %% [markdown]
# **Exercise 2.** How large a *rise* of Creators from Wave 1 to Wave 2 does the 95% interval of the
# change still allow? Give a share between 0 and 1.

# %% tags=["solution"]
largest_rise_of_creators = changes.loc["creators", "high"]

# %%
tk.teach.check("largest_rise_of_creators", largest_rise_of_creators)

# %% [markdown]
# **Exercise 3.** On which rungs is the change clear if you look over all seven of them
# (`family="table"`)? Give the names as they stand in the column `answer`, as a set; the set may be
# empty.

# %% tags=["solution"]
over_the_table = tk.compare(sample, ladder, by="wave", family="table").pairs
rungs_that_changed = set(over_the_table.loc[over_the_table["p_adjusted"] <= 0.05, "answer"])

# %%
tk.teach.check("rungs_that_changed", rungs_that_changed)
