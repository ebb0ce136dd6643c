# Differences between groups: tests of whole questions and of their answers, pairs of groups, groups against the rest.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("01_differences.R")

everyone <- function(design) rep(TRUE, nrow(design))
gathered <- list(tests = NULL, pairs = NULL, rest = NULL)
gather <- function(survey, kind, weighting, where, question, design, answers, by, domain = everyone(design),
    whole = NULL) {
  for (variable in by) {
    rows <- list(tests = test_rows(design, answers, variable, domain, whole),
      pairs = pair_rows(design, answers, variable, domain), rest = rest_rows(design, answers, variable, domain))
    for (name in names(rows)) {
      added <- cbind(survey = survey, block(kind, weighting, where, cbind(question = question, rows[[name]])))
      gathered[[name]] <<- rbind(gathered[[name]], added)
    }
  }
}

active <- setdiff(RUNGS, "inactives")
three <- RUNGS[c(1, 3, 5)]
educations <- c("Higher", "Lower", "Middle")
margins <- read_margins("targets.csv")
people <- with_margins(read_data("people.csv"), margins)
people[educations] <- lapply(educations, function(level) as.numeric(people$education == level))
north <- people$region == "North"
for (kind in c("simple", "strata", "clusters", "clustered")) {
  base <- make_design(people, kind)
  for (weighting in c("base", "raked")) {
    design <- if (weighting == "base") base else calibrated(base, margins)
    if (kind %in% c("strata", "clusters")) {
      gather("people", kind, weighting, NA, "three", design, three, "age_group")
      next
    }
    gather("people", kind, weighting, NA, "active", design, active, BY)
    gather("people", kind, weighting, NA, "inactives", design, "inactives", BY)
    gather("people", kind, weighting, NA, "education", design, educations, c("age_group", "region"),
      whole = "education")
    gather("people", kind, weighting, "North", "three", design, three, "age_group", north)
  }
}

# Other ways to the same differences: svyby's covariances, with base weights (of a calibrated design 4.1-1 stops with
# an error), and a regression on the group, among the two groups alone.
row_of <- function(of, a, b) {
  subset(gathered$pairs, survey == "people" & design == "clustered" & weighting == of & is.na(where) &
    answer == "creators" & level_a == a & level_b == b)
}
shares <- svyby(~creators, ~age_group, base, svymean, covmat = TRUE)
for (last in 2:5) {
  found <- svycontrast(shares, replace(numeric(5), c(1, last), c(1, -1)))
  row <- row_of("base", shares$age_group[1], shares$age_group[last])
  same(c(coef(found), SE(found)), c(row$difference, row$se))
  either <- people$age_group %in% shares$age_group[c(1, last)]
  design$variables$first <- as.numeric(people$age_group == shares$age_group[1])
  # glm warns that a calibrated design keeps the rows outside the domain, with weight zero.
  fit <- suppressWarnings(svyglm(creators ~ first, subset(design, either)))
  row <- row_of("raked", shares$age_group[1], shares$age_group[last])
  same(c(coef(fit)[[2]], suppressWarnings(SE(fit))[[2]]), c(row$difference, row$se))
}

# Other adjustments, of one banner.
banner <- subset(gathered$pairs, design == "clustered" & weighting == "raked" & is.na(where) & question == "active" &
  by == "age_group")
adjusted <- do.call(rbind, lapply(c("holm", "BH", "bonferroni"), function(method) {
  rows <- cbind(adjust = tolower(method), banner[c("answer", "level_a", "level_b")])
  rows$row <- ave(banner$p, banner$answer, FUN = function(p) p.adjust(p, method))
  rows$table <- p.adjust(banner$p, method)
  rows
}))

smaller <- function(name, answers, kinds = c("simple", "clustered"), where = NA) {
  margins <- read_margins(paste0("targets_", name, ".csv"))
  people <- with_margins(read_data(paste0(name, ".csv")), margins)
  for (kind in kinds) {
    base <- make_design(people, kind)
    gather(name, kind, "base", where, name, base, answers, c("group", "sex"))
    gather(name, kind, "raked", where, name, calibrated(base, margins), answers, c("group", "sex"))
  }
}
smaller("edges", c("everybody", "nobody", "not_in_two", "all_in_one", "some"))
smaller("zeros", "y")
for (choice in c("certainty", "adjust", "average")) {
  options(survey.lonely.psu = choice)
  smaller("lonely", "y", "clustered", choice)
}

write_full(gathered$tests, "difference_tests.csv", DIGITS)
write_full(gathered$pairs, "difference_pairs.csv", DIGITS)
write_full(gathered$rest, "difference_rest.csv", DIGITS)
write_full(adjusted, "difference_adjusted.csv", DIGITS)
