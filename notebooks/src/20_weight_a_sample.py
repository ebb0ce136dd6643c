# %% [markdown]
# # Weight a sample, and know what it costs
#
# **Question.** Which weights make a sample speak for its population, and at what price?
#
# **Time.** 60 minutes to teach.
#
# **Afterwards you can**
#
# - see before you weight what stands in the way;
# - say what weights moved, what they cost, and who carries them;
# - find a way out where no weights meet the targets;
# - keep weights from being taken for numbers of people.
#
# The study is **synthetic**: nobody in it is a person, and its targets are those of a made-up
# population.

# %%
import numpy as np
import pandas as pd
from IPython.display import Markdown, display
from statsmodels.stats.weightstats import DescrStatsW

import techno_kit as tk

# %% [markdown]
# ## Who answers is not who lives there
#
# Targets are what is known about the population. `targets.check` holds them beside the sample,
# before anything is weighted. The column `Target / sample` says how much each group must be
# weighted up or down: which group answered too rarely, and which too often?

# %%
sample = tk.load_example()
targets = tk.load_targets()
targets.check(sample)

# %% [markdown]
# ## Raking gives one weight to everyone and meets every margin
#
# A weight says how many of the population a respondent speaks for, compared with the others.
# Raking starts from the weights that came with the file and moves them as little as it can, until
# the shares of age, gender, education *and* region are all met. It needs no table of their
# combinations. (Where the file also holds those who were asked and did not answer,
# `tk.adjust_nonresponse` comes first.)

# %%
weights = tk.rake(sample, targets, cap=5)
weights.plot()

# %% [markdown]
# ## Weights repair only what hangs together with the targets
#
# Compare the rungs without weights, with the weights of the file, and raked: which moved, and
# would you have guessed why? **What hangs together with none of the targets stays as wrong as it
# was.** No weights tell whether people who like surveys are different in other ways.

# %%
ladder = tk.load_ladder("2010")
raked = sample.with_weights(weights)
kinds = {"unweighted": sample.with_design(tk.Design()), "as delivered": sample, "raked": raked}
shares = {name: tk.profile(each, ladder).whole for name, each in kinds.items()}
shares = pd.DataFrame({name: each.set_index("answer")["share"] for name, each in shares.items()})
shares.assign(points_moved=100 * (shares["raked"] - shares["unweighted"])).round(3)

# %% [markdown]
# ## The price of weights is paid in respondents
#
# Unequal weights make a sample worth fewer people than answered: the *design effect* says how many
# times fewer, the *effective number* how many are left. `tk.diagnose` tells the price, a verdict
# (`diagnosis.verdict` names its rule), which margin causes most of it, and who carries the largest
# weights. In the first table, `added` is the part of the design effect that would go with the
# margin. Who speaks here for many others? How many people would you like that to be?

# %%
diagnosis = tk.diagnose(sample, weights=weights)
Markdown(diagnosis.text)

# %%
display(diagnosis.contributions.round(2))
diagnosis.carriers.head(6).round(3)

# %% [markdown]
# ## A cap limits one weight and moves the rest
#
# A cap cuts the largest weights, and rakes again until cap and targets both hold: others of the
# same group take over what was cut. So a cap protects against a single loud voice. Does it also
# make the sample worth more? Compare the columns as the cap gets lower.

# %%
rows = {}
for cap in [None, 4, 3.6, 3.3]:
    tried = tk.rake(sample, targets, cap=cap)
    creators = tk.profile(sample.with_weights(tried), ladder).whole.iloc[0]
    numbers = [tried.largest, tried.capped, tried.n_eff, creators["share"], creators["se"]]
    rows["no cap" if cap is None else f"cap={cap}"] = numbers
table = pd.DataFrame(rows, ["largest", "on the cap", "n_eff", "creators", "se"]).T
table.round({"largest": 2, "n_eff": 0, "creators": 3, "se": 4})

# %% [markdown]
# ## Where no weights meet the targets, the kit says why
#
# A client asks for a cap of 3. Many programs then return weights that miss the targets, and say
# nothing. Read the message: which level is to blame, what would be the smallest cap, and what
# could be merged?

# %%
try:
    tk.rake(sample, targets, cap=3)
except tk.TechnoKitError as error:
    print(error)

# %% [markdown]
# ## Every way out gives something up
#
# - **Raise the cap** to what is needed: a few loud voices.
# - **Merge levels**, in targets and sample alike: the young are no longer told apart.
# - **Cut and leave it**: `tk.trim` does not rake again, so the targets are missed, and every gap
#   is shown.
#
# Compare what becomes of those below 25 (the first row of the targets), and what each way costs.
# Then decide: what will this client use the numbers for? (Where targets contradict one another
# even without a cap, `on_infeasible="closest"` comes as near as can be, and shows every gap.)

# %%
merged = {"18-34": ["18-24", "25-34"]}
fewer = sample.merge_levels("age_group", merged)
ways = {
    "raise the cap": tk.rake(sample, targets, cap=3.3),
    "merge levels": tk.rake(fewer, targets.collapse({"age_group": merged}), cap=3),
    "cut and leave it": tk.trim(sample, cap=3, start=weights),
}

# %%
young = sample.frame["Q1_Age"] < 25
rows = {
    name: [np.average(young, weights=each.array), each.n_eff, each.largest]
    for name, each in ways.items()
}
table = pd.DataFrame(rows, ["share below 25", "n_eff", "largest"]).T
display(table.round({"share below 25": 3, "n_eff": 0, "largest": 2}))
ways["cut and leave it"]

# %% [markdown]
# ## A weight is not a number of people
#
# A **false friend**: statistics programs have a box for weights, and mean *frequencies* by it:
# "this row was seen so often". A weight of 4 then counts as four people who answered, and weights
# that sum to a population make a census of the sample. The share is right; its standard error is
# nonsense. Multiply all weights by a thousand, which changes nothing about anybody, and look.

# %%
creators = tk.score(sample, ladder)["creators"].dropna().astype(int)
people = weights.values[creators.index]
frequencies = {times: DescrStatsW(creators, people * times) for times in [1, 1000]}
rows = {f"frequencies x {times}": [each.mean, each.std_mean] for times, each in frequencies.items()}
rows["survey weights"] = tk.profile(raked, ladder).whole.iloc[0][["share", "se"]].tolist()
table = pd.DataFrame(rows, ["share", "se"]).T
table.assign(times_too_small=table.loc["survey weights", "se"] / table["se"]).round(4)

# %% [markdown]
# ## What we learned
#
# - Check the targets beside the sample before you weight.
# - Weights repair what hangs together with the targets, and nothing else.
# - The price is paid in effective respondents; the margin with the rarest group sets it.
# - A target that cannot be met is a decision to take, not a number to hide.
# - Weights are never frequencies: `tk.profile` and `tk.compare` know that, a box for weights may
#   not.
#
# `weights.method` is the paragraph for the appendix; `weights.recipe` keeps the steps for the next
# wave.
#
# **Where next.** `30_build_a_profile` builds on these weights.

# %% [markdown]
# ## Exercises
#
# **Exercise 1.** How many equally weighted respondents would the sample be worth if it were raked
# to age alone, without a cap? (`tk.Targets.from_margins` takes a list of margins; age is the first
# of `targets.margins`.)

# %% tags=["solution"]
age = tk.Targets.from_margins(targets.margins[:1])
worth_raked_to_age = tk.rake(sample, age).n_eff

# %%
tk.teach.check("worth_raked_to_age", worth_raked_to_age)

# %% [markdown]
# **Exercise 2.** Cut the raked weights at twice their mean, and do not rake again. Which share of
# the weighted sample are those of 18 to 24 then?

# %% tags=["solution"]
trimmed = tk.trim(sample, cap=2, start=weights)
share_of_the_young = trimmed.table.set_index("level").loc["18-24", "after"]

# %%
tk.teach.check("share_of_the_young", share_of_the_young)

# %% [markdown]
# **Exercise 3.** How many times too small is the standard error of the share of Spectators, if the
# raked weights are taken as frequencies? (The error is then the root of p(1 - p) over the sum of
# the weights.)

# %% tags=["solution"]
spectators = tk.profile(raked, ladder).whole.set_index("answer").loc["spectators"]
share = spectators["share"]
times_too_small = spectators["se"] / np.sqrt(share * (1 - share) / spectators["n_weighted"])

# %%
tk.teach.check("times_too_small", times_too_small)
