# Edges: shares of 0 and 1, blanks, strata with one PSU, base weights of zero.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")

both <- function(name, answers, kinds = c("simple", "clustered"), prepare = identity, base = NULL,
    label = NA) {
  margins <- read_margins(paste0("targets_", name, ".csv"))
  people <- prepare(with_margins(read_data(paste0(name, ".csv")), margins))
  base <- if (is.null(base)) rep(TRUE, nrow(people)) else base(people)
  index <- function(design, answer, domain) index_row(design, answer, domain, base)
  do.call(rbind, lapply(kinds, function(kind) {
    design <- make_design(people, kind)
    rows <- function(design) stacked(design, answers, c("group", "sex"), share_row, index, base)
    rbind(block(kind, "base", label, rows(design)),
      block(kind, "raked", label, rows(calibrated(design, margins))))
  }))
}

write_full(both("edges", c("everybody", "nobody", "not_in_two", "all_in_one", "some")), "edges.csv")
write_full(both("zeros", "y"), "zeros.csv")

# One base for all answers, set by whether they were answered: by anyone of them, or by all of them.
items <- paste0("q", 1:6)
filled <- function(people) {
  people$answered <- rowSums(!is.na(people[items]))
  people[items] <- lapply(people[items], function(x) ifelse(is.na(x), 0, x))
  for (device in c("phone", "laptop", "tablet")) people[[device]] <- as.numeric(people$device %in% device)
  people
}
devices <- c("phone", "laptop", "tablet")
write_full(rbind(
  both("blanks", items, "clustered", filled, function(people) people$answered > 0, "in_base"),
  both("blanks", items, "clustered", filled, function(people) people$answered == 6, "exclude"),
  both("blanks", devices, "clustered", filled, NULL, "in_base"),
  both("blanks", devices, "clustered", filled, function(people) !is.na(people$device), "exclude")), "blanks.csv")

# "remove" is left out: in 4.1-1 it is "certainty" under another name.
lonely <- function(choice) {
  options(survey.lonely.psu = choice)
  both("lonely", "y", "clustered", label = choice)
}
stopifnot(identical(lonely("remove")$se, lonely("certainty")$se))
write_full(do.call(rbind, lapply(c("certainty", "adjust", "average"), lonely)), "lonely.csv")
