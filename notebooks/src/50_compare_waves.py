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
found = pd.DataFrame({"own targets": own, "other targets": moved, "change": moved - own})
tk.teach.readable(found)

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
columns = ["difference", "low", "high", "cohens_h", "p", "p_adjusted"]
tk.teach.readable(changes[columns])

# %%
display(gaps.plot())
Markdown(f"**To paste:** {gaps.text}")

# %% [markdown]
# ## One interval in twenty misses the truth, and misses come together
#
# Here are the true changes, as the study's codebook states them. Count the intervals that miss:
# there are **three of seven**. *Critics* did not change at all, and their interval leaves 0 out.
# *Joiners* rose and *Inactives* fell, and their intervals do not reach as far. One in twenty is a
# promise about many studies, not about the seven intervals of one: the rungs overlap and are asked
# of the same people. Most studies miss none of the seven, and a few miss several at once.
#
# The second table is how far each wave's shares lie from the truth. In Wave 1 nearly all rungs are
# too high and Inactives too low: **it drew people who do more than others**, one piece of luck that
# moves them all. The fall of Critics is made of it; the rise of Joiners is hidden by it. No method
# sees from inside that a draw was unlucky. What helps is the adjusted p, which calls none of these
# changes clear; a third wave; and the habit of writing "we cannot tell".

# %%
truth = tk.teach.true_shares()
seen = changes[["difference", "low", "high", "p_adjusted"]]
seen = seen.assign(truth=truth["Wave 2"] - truth["Wave 1"])
seen["holds the truth"] = (seen["low"] <= seen["truth"]) & (seen["truth"] <= seen["high"])
tk.teach.readable(seen)

# %%
waves = tk.profile(sample, ladder, by="wave").groups
waves = waves.pivot(index="answer", columns="level", values="share")
tk.teach.readable((waves - truth).loc[truth.index])

# %% [markdown]
# ## Intervals of two waves may overlap although the change is clear
#
# A common habit is to draw an interval for each wave, and to call it a change only where the two do
# not touch. That is too strict: with equal errors it asks for a change of nearly four standard
# errors of one wave, where less than three are enough. The numbers below are made up: two waves,
# two shares, the same error for each. The intervals of the waves overlap; does that of the change
# hold 0? (`tk.compare` never compares intervals.)

# %%
made_up = pd.DataFrame(index=["Wave 1", "Wave 2", "the change"])
made_up["estimate"] = [0.40, 0.46, 0.46 - 0.40]
made_up["error"] = [0.02, 0.02, (0.02**2 + 0.02**2) ** 0.5]
made_up["low"] = made_up["estimate"] - 1.96 * made_up["error"]
made_up["high"] = made_up["estimate"] + 1.96 * made_up["error"]
made_up.round(3)

# %% [markdown]
# ## The design belongs into the change
#
# Neighbours were drawn together, and some respondents stand for more people than others. A plain
# list of people knows neither. Compare the standard errors of the changes: where is the list too
# sure of itself?

# %%
as_list = tk.compare(sample.with_design(tk.Design()), ladder, by="wave", against={"wave": "Wave 1"})
errors = {"as a plain list": as_list.pairs.set_index("answer")["se"], "as a survey": changes["se"]}
errors = pd.DataFrame(errors)
tk.teach.readable(errors.assign(ratio=errors["as a survey"] / errors["as a plain list"]))

# %% [markdown]
# ## Files of waves go together only if people were asked alike
#
# Waves mostly come as files of their own. `Sample.of_waves` puts them together. Independent samples
# become strata of their own, so that PSU "17" of one wave is not PSU "17" of the next. **Weights
# come after that**, each wave raked by itself as at the top. Do the files say the same as the one
# file did? Leave the line with `rake` out once, and see what the weights alone can write.
#
# In the second cell Wave 2 asks about the last 12 months instead of the last 3. More people have
# done a thing within a year than within three months: that is a change of the questionnaire. The
# kit refuses, and says what would make it go on all the same.

# %%
files = tk.teach.wave_files(sample, {"2025": "Wave 1", "2026": "Wave 2"})
together = tk.Sample.of_waves(files, name="year")
together = together.with_weights(tk.rake(together, targets, cap=5, within="year"))
again = tk.compare(together, ladder, by="year", against={"year": "2025"}, family="table")
Markdown(again.text)

# %%
longer = tk.teach.asked_about(files["2026"], "12 months")
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
both = tk.teach.ask_again(files["2025"], changed=1 / 5)
apart = tk.compare(tk.Sample.of_waves(both, name="time"), ladder, by="time")
panel = tk.compare(tk.Sample.of_waves(both, name="time", panel="person"), ladder, by="time")
errors = {"as independent": apart.pairs["se"], "as the panel it is": panel.pairs["se"]}
tk.teach.readable(pd.DataFrame(errors).set_index(changes.index))

# %% [markdown]
# ## What we learned
#
# - Both waves are raked to the same population, each by itself.
# - Size and interval of the change come first; the p, adjusted over what we looked through, last.
# - Whether two intervals touch is not the question; the error of the change is.
# - Other windows, activities or populations make changes of their own: waves are asked alike, or
#   every caption says how they differ.
# - In a panel the same people are one PSU, and changes are more certain.
# - A wave can be an unlucky draw, and then several rungs miss at once. Two waves are no trend.

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
