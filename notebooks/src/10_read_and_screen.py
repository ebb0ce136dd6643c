# %% [markdown]
# # Read an export, and screen it
#
# **Question.** How does a file from a survey platform become a sample that can be trusted?
#
# **Time.** 60 minutes to teach.
#
# **Afterwards you can**
#
# - say what was found out while a file was read, and what was set aside;
# - have a mapping proposed, look through it, edit it and save it;
# - say what "No answer" does to a share;
# - screen interviews, and leave some out in a way that every result tells.
#
# The file is **synthetic**: it is a part of the kit's own study, dressed as a platform would export
# it. Nobody in it is a person, and its names and addresses are made up.

# %%
import pandas as pd
from IPython.display import Markdown, display

import techno_kit as tk

# %% [markdown]
# ## A reader says what it found and what it set aside
#
# `tk.read` finds out what a file is from its content, and tells it in `source`. Columns that name
# people, or tell where they are, do not stay among the answers: the notes say which. Are there any
# left that you would not want in a report?

# %%
path = tk.teach.messy_export()
export = tk.read(path)
print(export.source)
display(Markdown("\n\n".join(export.notes)))

# %% [markdown]
# ## A file does not say which question is which activity
#
# The headings are whole questions, and the answers are words. The kit does not guess: a ladder
# needs a **mapping**, a small file that says which column is which activity and what every answer
# means.

# %%
ladder = tk.load_ladder("2010")
try:
    tk.profile(export, ladder)
except tk.TechnoKitError as error:
    print(error)

# %% [markdown]
# ## Wordings propose a mapping and never apply it
#
# `tk.Mapping.suggest` looks for the ladder's activities, for people's age, gender and the like, and
# for answers that say how often: lists of English and Dutch words, no more. A score puts proposals
# in order; it is **no probability**. The evidence is what to read. Which questions of the file are
# not in the table at all, and is that right?

# %%
pd.set_option("display.max_colwidth", 200)
found = tk.Mapping.suggest(export, ladder)
display(Markdown(found.text))
found.table[["what", "score", "evidence"]].head(6)

# %% [markdown]
# ## Doubtful proposals stay yours to decide
#
# Below a score of 0.8 a proposal is doubtful. Read why. Of those about activities one wording is
# clear to you and me. One names a thing, and not what people do with it. One could be about
# anything that can be voted for. What would you ask the people who made the questionnaire?

# %%
doubtful = found.table[found.table["score"] < found.threshold]
doubtful[["column", "what", "score", "evidence"]]

# %% [markdown]
# ## A saved proposal is a file to edit
#
# The file holds what is sure; what is doubtful stands in it as comments, to be taken in by taking
# their signs away. Open `my_mapping.toml` in a second tab and look. We take in the one activity
# that is clear; `take_in` does what your editor would do. The other two we leave out: results will
# say that these activities were not asked. (Without `overwrite=True` a file that you have edited
# stays as it is, and the cell says so: leave it out in your own work.)

# %%
mapping = found.save("my_mapping.toml", overwrite=True)
tk.teach.take_in(mapping, "review_read")
sample = tk.read(path, mapping="my_mapping.toml")
profile = tk.profile(sample, ladder)
Markdown("\n\n".join(profile.notes))

# %% [markdown]
# ## No answer is not the same as never
#
# The platform wrote "No answer" where people skipped a question, some of them at random. The
# proposal read it as what it is: a blank. By default who skipped one item stays in the base, as not
# doing *that*; `missing="exclude"` leaves out everybody with a blank. Look at the bases: what do a
# few skipped questions among many cost?

# %%
strict = tk.profile(sample, ladder, missing="exclude")
shares = {"a blank is no": profile.whole, "without blanks": strict.whole}
shares = {name: whole.set_index("answer")[["share", "n"]] for name, whole in shares.items()}
tk.teach.readable(pd.concat(shares, axis=1))

# %% [markdown]
# ## Dropping the unknown makes every rung too large
#
# A spreadsheet has a third habit: a cell that is not known is left out, rung by rung. One "yes"
# makes a member known whatever else is blank; one blank leaves a non-member unknown. So **only
# non-members are dropped**. Compare with both columns above; who loses? The kit has no such rule,
# and its sentence says between which ends the blanks leave a share.

# %%
habit = pd.DataFrame({"a blank is no": profile.whole.set_index("answer")["share"]})
habit["unknown dropped"] = tk.teach.unknown_dropped(sample, ladder)
display(Markdown(profile.text))
tk.teach.readable(habit.assign(change=habit["unknown dropped"] - habit["a blank is no"]))

# %% [markdown]
# ## Some interviews may be no interviews
#
# `tk.screen` looks for interviews that went too fast, stand twice, or failed an attention check.
# Each sign has its rule and its count. **A sign is no proof**: look at the rules that were not
# applied too, and say why.

# %%
attention = {"To show that you read this, tick 'Disagree'": "Disagree"}
screening = tk.screen(sample, attention=attention)
screening

# %% [markdown]
# ## Leaving people out is a decision that every result tells
#
# `sample.without` never deletes silently: the number and the reasons travel with the sample.

# %%
kept = sample.without(screening)
print(kept.notes[-2])
after = tk.profile(kept, ladder)
both = {"before": profile.whole, "after": after.whole}
both = pd.DataFrame({name: whole.set_index("answer")["share"] for name, whole in both.items()})
tk.teach.readable(both.assign(change=both["after"] - both["before"]))

# %% [markdown]
# ## What we learned
#
# - A reader tells what it found, and sets aside what names people.
# - A mapping is proposed from words; you read the evidence, decide, and save.
# - What was not surely asked is left out, and every result says so.
# - "No answer" is a blank; leaving out all blanks costs respondents, dropping the unknown misleads.
# - Screening gives signs with rules; leaving out is recorded, and weights are raked afterwards.

# %% [markdown]
# ## Exercises
#
# **Exercise 1.** How many activities did `tk.Mapping.suggest` find surely, before anything was
# taken in?

# %% tags=["solution"]
activities_proposed = len(found.mapping.codebook.items)

# %%
tk.teach.check("activities_proposed", activities_proposed)

# %% [markdown]
# **Exercise 2.** How many respondents are in the base of the ladder if everybody with a blank is
# left out of it, and no interview was?

# %% tags=["solution"]
base_without_blanks = strict.whole.set_index("answer").loc["inactives", "n"]

# %%
tk.teach.check("base_without_blanks", base_without_blanks)

# %% [markdown]
# **Exercise 3.** How many respondents stay if only those are left out who failed the attention
# check?

# %% tags=["solution"]
respondents_kept = sample.without(screening, checks=["attention"]).n

# %%
tk.teach.check("respondents_kept", respondents_kept)
