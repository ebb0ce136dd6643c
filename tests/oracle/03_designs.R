# Functions that the scripts on designs share: every design of the made-up survey, and every weighting of it.

# Arguments of svydesign, the column of population counts, and the rule for lone PSUs, by name.
DESIGNS <- list(
  simple = list(ids = ~1, counts = "everyone"),
  strata = list(ids = ~1, strata = ~stratum, counts = "respondents"),
  clusters = list(ids = ~cluster, counts = "clusters"),
  clustered = list(ids = ~psu, strata = ~stratum, counts = "psus"),
  crossed = list(ids = ~psu, strata = ~interaction(wave, stratum), counts = "psus_crossed"),
  one_certainty = list(ids = ~psu, strata = ~with_one, counts = "psus_one", lonely = "certainty"),
  one_adjust = list(ids = ~psu, strata = ~with_one, counts = "psus_one", lonely = "adjust"),
  one_average = list(ids = ~psu, strata = ~with_one, counts = "psus_one", lonely = "average"),
  only = list(ids = ~psu, strata = ~with_only, counts = "psus_only"))
# `only` has a stratum with one PSU: without population counts 4.1-1 stops (the rule is "fail").
NAMES <- c(setdiff(names(DESIGNS), "only"), paste0(names(DESIGNS), "_fpc"))
# Those in which every weighting is tried; the others have base weights and linear calibration or raking.
FEW <- c("simple", "strata_fpc", "clustered_fpc", "crossed", "one_adjust", "one_average_fpc", "only_fpc")

design_named <- function(people, name, fraction = FALSE) {
  kind <- DESIGNS[[sub("_fpc$", "", name)]]
  options(survey.lonely.psu = if (is.null(kind$lonely)) "fail" else kind$lonely)
  counts <- if (grepl("_fpc$", name)) reformulate(paste0(kind$counts, if (fraction) "_fraction"))
  svydesign(ids = kind$ids, strata = kind$strata, fpc = counts, weights = ~weight, data = people,
    nest = !is.null(kind$strata))
}

margins <- read_margins("targets_designs.csv")
means <- with(read_data("designs_means.csv"), setNames(value, question))
people <- with_margins(read_data("designs.csv"), margins)
full <- read_margins("targets_designs_full.csv")[[1]]

linear_to <- function(design, calfun = "linear", numbers = NULL) {
  calibrated_to(design, margins, numbers, calfun)
}
final_weights <- NULL

WEIGHTINGS <- list(
  base = function(name, ...) design_named(people, name, ...),
  raked = function(name, ...) linear_to(design_named(people, name, ...), "raking"),
  linear = function(name, ...) linear_to(design_named(people, name, ...), "linear", means),
  post = function(name, ...) {
    population <- setNames(full, c(setdiff(names(full), "value"), "Freq"))
    population$Freq <- population$Freq * sum(people$weight)
    postStratify(design_named(people, name, ...), ~age_group + sex, population)
  },
  # A file that comes with a final weight: linear calibration of it to its own totals.
  final = function(name, ...) {
    w <- weights(linear_to(design_named(people, "simple"), "raking"))
    design <- design_named(transform(people, weight = w), name, ...)
    totals <- colSums(model.matrix(margin_formula(margins), design$variables) * w)
    calibrate(design, margin_formula(margins), totals, calfun = "linear", epsilon = 1e-12)
  })

alike <- function(a, b, tolerance = 1e-9) {
  a <- as.numeric(a)
  b <- as.numeric(b)
  stopifnot(length(a) == length(b), is.na(a) == is.na(b), all(abs(a - b) <= tolerance * abs(b) + 1e-12, na.rm = TRUE))
}
