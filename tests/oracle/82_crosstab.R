# The banner table: crossed and overlapping columns, nets, means by column, row and total shares, letters, and the z of
# commercial tables on effective bases.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("01_differences.R")
suppressWarnings(RNGkind("Mersenne-Twister", "Inversion", "Rejection"))

# A number and a scale for the people of people.csv, with blanks.
set.seed(20261122)
people <- read_data("people.csv")
n <- nrow(people)
own <- data.frame(id = people$id,
  hours = ifelse(runif(n) < 0.07, NA, round(rgamma(n, 2, 0.25) + 2 * people$spectators, 1)),
  rating = ifelse(runif(n) < 0.05, NA, pmin(5, pmax(1, round(3 + 0.7 * people$creators + rnorm(n))))))
write.csv(own, file.path("data", "crosstab.csv"), row.names = FALSE, quote = FALSE, na = "")
people <- merge(people, own, by = "id", sort = FALSE)
stopifnot(identical(people$id, own$id))

margins <- read_margins("targets.csv")
people <- with_margins(people, margins)
people$crossed <- paste(people$sex, people$age_group, sep = " x ")
educations <- c("Higher", "Lower", "Middle")
people[educations] <- lapply(educations, function(level) as.numeric(people$education == level))
people$net <- as.numeric(people$creators | people$critics)
people$top <- as.numeric(!is.na(people$rating) & people$rating >= 4)
COLUMNS <- c("creators", "joiners", "spectators")

gathered <- list()
gather <- function(name, table) gathered[[name]] <<- rbind(gathered[[name]], table)

# Differences of overlapping columns, and of each against its rest.
overlapping <- function(design, answers, domain) {
  sums <- data.frame(all = as.numeric(domain))
  for (k in seq_along(COLUMNS)) {
    sums[[paste0("all", k)]] <- domain * people[[COLUMNS[k]]]
    for (j in seq_along(answers)) sums[[paste0("y", j, "_", k)]] <- sums[[paste0("all", k)]] * people[[answers[j]]]
  }
  for (j in seq_along(answers)) sums[[paste0("y", j, "_")]] <- domain * people[[answers[j]]]
  design$variables <- cbind(design$variables, sums)
  totals <- svytotal(reformulate(names(sums)), design)
  for (j in seq_along(answers)) {
    for (pair in combn(length(COLUMNS), 2, simplify = FALSE)) {
      df <- degf(subset(design, domain & (people[[COLUMNS[pair[1]]]] | people[[COLUMNS[pair[2]]]])))
      found <- difference(totals, sprintf("y%d_%d / all%d", j, pair[1], pair[1]),
        sprintf("y%d_%d / all%d", j, pair[2], pair[2]), df)
      gather("pairs", block(kind, weighting, NA, cbind(question = "education", by = "devices", answer = answers[j],
        level_a = COLUMNS[pair[1]], level_b = COLUMNS[pair[2]], found[c("difference", "se", "low", "high", "p")])))
    }
    for (k in seq_along(COLUMNS)) {
      found <- difference(totals, sprintf("y%d_%d / all%d", j, k, k),
        sprintf("(y%d_ - y%d_%d) / (all - all%d)", j, j, k, k), degf(subset(design, domain)))
      gather("rest", block(kind, weighting, NA, cbind(question = "education", by = "devices", answer = answers[j],
        level = COLUMNS[k], share = found$share_a, found["p"])))
    }
  }
}

# Means by column: domain means, pairs by contrasts of ratios of totals, all of them by Wald's F of a regression.
mean_rows <- function(design, answer, by) {
  known <- !is.na(people[[answer]])
  design$variables$value <- ifelse(known, people[[answer]], 0)
  pairs <- pair_rows_of_means(design, by, known)
  fit <- suppressWarnings(svyglm(reformulate(by, answer), subset(design, known)))
  wald <- suppressWarnings(regTermTest(fit, reformulate(by)))
  gather("mean_tests", block(kind, weighting, NA, data.frame(question = answer, by = by, F = wald$Ftest[1],
    df1 = wald$df, df2 = wald$ddf, p = wald$p[1])))
  gather("mean_pairs", block(kind, weighting, NA, cbind(question = answer, pairs)))
  # The same again: a t test of two columns is the regression on one of them.
  first <- pairs$level_a[1]
  for (other in pairs$level_b[pairs$level_a == first]) {
    either <- known & people[[by]] %in% c(first, other)
    design$variables$first <- as.numeric(people[[by]] == first)
    fit <- suppressWarnings(svyglm(reformulate("first", answer), subset(design, either)))
    row <- pairs[pairs$level_a == first & pairs$level_b == other, ]
    same(c(coef(fit)[[2]], suppressWarnings(SE(fit))[[2]]), c(row$difference, row$se), 1e-8)
  }
  for (level in unique(people[[by]])) {
    one <- svymean(~value, subset(design, known & people[[by]] == level))
    gather("means", block(kind, weighting, NA, data.frame(question = answer, by = by, level = level,
      value = coef(one)[[1]], se = SE(one)[[1]])))
  }
}

pair_rows_of_means <- function(design, by, known) {
  joint <- joint_totals(design, "value", by, known)
  rows <- do.call(rbind, lapply(combn(length(joint$levels), 2, simplify = FALSE), function(pair) {
    df <- degf(subset(design, known & people[[by]] %in% joint$levels[pair]))
    one <- difference(joint$totals, sprintf("y1_%d / all%d", pair[1], pair[1]),
      sprintf("y1_%d / all%d", pair[2], pair[2]), df)
    cbind(data.frame(by = by, level_a = joint$levels[pair[1]], level_b = joint$levels[pair[2]]),
      one[c("difference", "se", "low", "high", "p")])
  }))
  rows$p_adjusted <- p.adjust(rows$p, "holm")
  rows
}

# Shares of those who gave an answer (rows), and of everyone (total), with their errors.
other_shares <- function(design, by) {
  whole <- people
  for (level in unique(people[[by]])) {
    for (answer in educations) {
      design$variables$both <- as.numeric(people[[by]] == level & people$education == answer)
      row <- svymean(~both, subset(design, people$education == answer))
      total <- svymean(~both, design)
      gather("shares", block(kind, weighting, NA, data.frame(by = by, answer = answer, level = level,
        row = coef(row)[[1]], row_se = SE(row)[[1]], total = coef(total)[[1]], total_se = SE(total)[[1]])))
    }
  }
}

everyone <- rep(TRUE, n)
for (kind in c("simple", "strata", "clustered")) {
  base <- make_design(people, kind)
  for (weighting in c("base", "raked")) {
    design <- if (weighting == "base") base else calibrated(base, margins)
    columns <- c("by", "answer", "level_a", "level_b", "difference", "se", "low", "high", "p", "p_row")
    crossed <- pair_rows(design, c("creators", "critics", "net"), "crossed", everyone)
    gather("crossed", block(kind, weighting, NA, crossed[columns]))
    top <- pair_rows(design, "top", "age_group", !is.na(people$rating))
    gather("crossed", block(kind, weighting, NA, top[columns]))
    overlapping(design, educations, everyone)
    for (by in c("age_group", "sex")) {
      mean_rows(design, "hours", by)
      mean_rows(design, "rating", by)
    }
    other_shares(design, "age_group")
  }
}

# Letters from the adjusted p of one table: the higher column has that of the lower, capital up to 5 %, small up to 10 %.
letters_of <- function(pairs, answer, level, levels) {
  own <- pairs[pairs$answer == answer & (pairs$level_a == level | pairs$level_b == level) & pairs$p_row <= 0.1, ]
  up <- ifelse(own$level_a == level, own$difference > 0, own$difference < 0)
  other <- ifelse(own$level_a == level, own$level_b, own$level_a)[up]
  sign <- LETTERS[match(other, levels)]
  sign <- ifelse(own$p_row[up] <= 0.05, sign, tolower(sign))
  paste(sign[order(match(other, levels))], collapse = " ")
}
for (weighting in c("base", "raked")) {
  design <- make_design(people, "clustered")
  if (weighting == "raked") design <- calibrated(design, margins)
  pairs <- pair_rows(design, c("spectators", "joiners", "inactives"), "age_group", everyone)
  levels <- sort(unique(people$age_group))
  for (answer in unique(pairs$answer)) for (level in levels) {
    gather("letters", data.frame(weighting = weighting, answer = answer, level = level,
      letters = letters_of(pairs, answer, level, levels)))
  }
}

# On effective bases, by hand: shares, means, and columns that overlap.
e <- function(w) sum(w)^2 / sum(w^2)
z_test <- function(value, one, other, unbiased) {
  parts <- lapply(list(one, other, one & other), function(inside) {
    w <- people$weight[inside]
    y <- value[inside]
    m <- sum(w * y) / sum(w)
    list(m = m, s = sum(w * (y - m)^2) / sum(w) * (if (unbiased) e(w) / (e(w) - 1) else 1), e = e(w))
  })
  shared <- if (any(one & other)) 2 * parts[[3]]$s * parts[[3]]$e / (parts[[1]]$e * parts[[2]]$e) else 0
  se <- sqrt(parts[[1]]$s / parts[[1]]$e + parts[[2]]$s / parts[[2]]$e - shared)
  data.frame(difference = parts[[1]]$m - parts[[2]]$m, se = se,
    p = 2 * pnorm(-abs(parts[[1]]$m - parts[[2]]$m) / se))
}
ages <- sort(unique(people$age_group))
for (pair in combn(length(ages), 2, simplify = FALSE)) {
  at <- lapply(ages[pair], function(level) people$age_group == level)
  for (answer in c("creators", "net")) {
    gather("effective", cbind(by = "age_group", answer = answer, level_a = ages[pair[1]], level_b = ages[pair[2]],
      z_test(people[[answer]], at[[1]], at[[2]], FALSE)))
  }
  known <- !is.na(people$hours)
  gather("effective", cbind(by = "age_group", answer = "hours", level_a = ages[pair[1]], level_b = ages[pair[2]],
    z_test(people$hours, known & at[[1]], known & at[[2]], TRUE)))
}
for (pair in combn(length(COLUMNS), 2, simplify = FALSE)) for (answer in educations) {
  gather("effective", cbind(by = "devices", answer = answer, level_a = COLUMNS[pair[1]], level_b = COLUMNS[pair[2]],
    z_test(people[[answer]], people[[COLUMNS[pair[1]]]] == 1, people[[COLUMNS[pair[2]]]] == 1, FALSE)))
}

for (name in names(gathered)) write_full(gathered[[name]], paste0("crosstab_", name, ".csv"), DIGITS)
