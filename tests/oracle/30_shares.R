# Shares of seven overlapping rungs, their errors, intervals, df and indexes, on the larger survey.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")

margins <- read_margins("targets.csv")
people <- with_margins(read_data("people.csv"), margins)
weighed <- read.csv(file.path("expected", "weights.csv"), check.names = FALSE)
north <- people$region == "North"
with_weights <- function(kind, column) make_design(transform(people, weight = weighed[[column]]), kind)
ages <- "age_group"

# rake() projects with other weights than calibrate(): its error is kept beside, to show that they differ.
raked_row <- function(design, answer, domain) {
  out <- share_row(design, answer, domain)
  design <- by_sweeps[[current]]
  design$variables$y <- design$variables[[answer]]
  cbind(out, se_rake = SE(svymean(~y, subset(design, domain)))[[1]])
}
base_row <- function(design, answer, domain) cbind(share_row(design, answer, domain), se_rake = NA_real_)
capped_margins <- function(row) function(design, answer, domain) row(design, answer, domain, margins, people$weight)
cut_row <- function(design, answer, domain) {
  cbind(capped_margins(capped_row)(design, answer, domain), se_rake = NA_real_)
}

kinds <- c("simple", "strata", "clusters", "clustered")
designs <- setNames(lapply(kinds, function(kind) make_design(people, kind)), kinds)
by_sweeps <- lapply(designs, raked_by_sweeps, margins)
table <- do.call(rbind, lapply(kinds, function(kind) {
  current <<- kind
  base <- designs[[kind]]
  raked <- calibrated(base, margins)
  cut <- with_weights(kind, "cap_2.5")
  full <- kind %in% c("simple", "clustered")
  by <- if (full) BY else ages
  index <- if (full) index_row else NULL
  cap_index <- if (full) capped_margins(capped_index_row) else NULL
  everyone <- rbind(
    block(kind, "base", NA, stacked(base, RUNGS, by, base_row, index)),
    block(kind, "raked", NA, stacked(raked, RUNGS, by, raked_row, index)),
    if (full) block(kind, "capped", NA, stacked(cut, RUNGS, by, cut_row, cap_index)))
  if (!full) everyone <- cbind(everyone, no_index)
  part <- rbind(
    block(kind, "base", "North", stacked(base, RUNGS[c(1, 3, 5)], ages, base_row, NULL, north)),
    block(kind, "raked", "North", stacked(raked, RUNGS[c(1, 3, 5)], ages, raked_row, NULL, north)))
  rbind(everyone, cbind(part, no_index))
}))

# Other margins: crossed, overlapping and nested (a design matrix short of rank), counts, equal base weights.
others <- do.call(rbind, lapply(c("simple", "clustered"), function(kind) do.call(rbind, lapply(
  c("crossed", "overlapping", "counts", "equal"), function(name) {
    file <- if (name == "equal") "targets.csv" else paste0("targets_", name, ".csv")
    margins <- read_margins(file)
    these <- with_margins(read_data("people.csv"), margins)
    if (name == "equal") these$weight <- 1
    raked <- calibrated(make_design(these, kind), margins)
    block(kind, name, NA, stacked(raked, RUNGS[c(1, 3, 5)], ages, base_row, index_row))
  }))))
table <- rbind(table, others)
write_full(table, "shares.csv")
