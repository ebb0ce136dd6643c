# Comparisons beyond pairs: with all and with a reference, overlapping groups, trends, gaps between answers, other test
# statistics, and waves: independent samples, a panel of people, and waves in the same PSUs.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("01_differences.R")

active <- setdiff(RUNGS, "inactives")
three <- RUNGS[c(1, 3, 5)]
overlapping <- RUNGS[c(2, 4, 6)]  # groups that overlap: who is on these rungs
GAPS <- list(c("creators", "critics"), c("critics", "collectors"))
margins <- read_margins("targets.csv")
people <- with_margins(read_data("people.csv"), margins)
people$wave <- c("2024", "2025", "2026")[people$id %% 3 + 1]
people$person <- (people$id - 1) %/% 3
educations <- c("Lower", "Middle", "Higher")
ages <- sort(unique(people$age_group))
found <- list()
keep <- function(name, kind, weighting, rows) {
  found[[name]] <<- rbind(found[[name]], cbind(data.frame(design = kind, weighting = weighting), rows))
}

# A linear combination of ratios of totals: its estimate and error.
combined <- function(totals, expression) {
  one <- svycontrast(totals, list(value = str2lang(expression)))
  c(coef(one)[["value"]], sqrt(max(0, vcov(one)[1, 1])))
}
tested <- function(value, df) {
  p <- if (value[2] < 1e-14) NA_real_ else 2 * pt(-abs(value[1] / value[2]), df)
  data.frame(estimate = value[1], se = value[2], df = as.integer(df), low = value[1] - qt(0.975, df) * value[2],
    high = value[1] + qt(0.975, df) * value[2], p = p)
}
share <- function(j, k) ifelse(k == 0, sprintf("y%d_ / all", j), sprintf("y%d_%d / all%d", j, k, k))
in_groups <- function(design, by, levels) degf(subset(design, design$variables[[by]] %in% levels))

against_rows <- function(design, answers, by, reference) {
  joint <- joint_totals(design, answers, by, rep(TRUE, nrow(design)))
  at <- match(reference, joint$levels)
  row <- function(j, k, other, name, df) {
    one <- tested(combined(joint$totals, paste(share(j, k), "-", share(j, other))), df)
    cbind(data.frame(against = name, by = by, answer = answers[j], level = joint$levels[k]), one)
  }
  do.call(rbind, lapply(seq_along(answers), function(j) {
    all <- lapply(seq_along(joint$levels), function(k) row(j, k, 0, "total", degf(design)))
    rest <- setdiff(seq_along(joint$levels), at)
    one <- lapply(rest, function(k) row(j, k, at, "reference", in_groups(design, by, joint$levels[c(k, at)])))
    do.call(rbind, c(all, one))
  }))
}
with_families <- function(rows) {
  for (method in c("holm", "BH", "bonferroni")) {
    rows[[paste0(tolower(method), "_row")]] <- ave(rows$p, rows$against, rows$answer, FUN = function(p) p.adjust(p, method))
    rows[[paste0(tolower(method), "_table")]] <- ave(rows$p, rows$against, FUN = function(p) p.adjust(p, method))
  }
  rows
}

trend_rows <- function(design, answers, by, levels, scores, name) {
  joint <- joint_totals(design, answers, by, rep(TRUE, nrow(design)))
  weights <- (scores - mean(scores)) / sum((scores - mean(scores))^2)
  rows <- do.call(rbind, lapply(seq_along(answers), function(j) {
    terms <- sprintf("%.17g * (%s)", weights, share(j, match(levels, joint$levels)))
    cbind(data.frame(scores = name, by = by, answer = answers[j]),
      tested(combined(joint$totals, paste(terms, collapse = " + ")), in_groups(design, by, levels)))
  }))
  cbind(rows, p_adjusted = p.adjust(rows$p, "holm"))
}

gap_rows <- function(design, by, gaps) {
  answers <- unique(unlist(gaps))
  joint <- joint_totals(design, answers, by, rep(TRUE, nrow(design)))
  gap <- function(pair, k) paste0("((", share(match(pair[1], answers), k), ") - (", share(match(pair[2], answers), k), "))")
  size <- length(joint$levels)
  rows <- function(pair) {
    head <- function(by, a, b) data.frame(answer_a = pair[1], answer_b = pair[2], by = by, level_a = a, level_b = b)
    own <- lapply(seq_len(size), function(k) cbind(head(by, joint$levels[k], NA),
      tested(combined(joint$totals, gap(pair, k)), in_groups(design, by, joint$levels[k]))))
    two <- apply(combn(size, 2), 2, function(k) cbind(head(by, joint$levels[k[1]], joint$levels[k[2]]),
      tested(combined(joint$totals, paste(gap(pair, k[1]), "-", gap(pair, k[2]))),
        in_groups(design, by, joint$levels[k]))), simplify = FALSE)
    own <- do.call(rbind, own)
    two <- do.call(rbind, two)
    overall <- cbind(head(NA, NA, NA), tested(combined(joint$totals, gap(pair, 0)), degf(design)), p_row = NA)
    overall$p_row <- overall$p
    rbind(overall, cbind(own, p_row = p.adjust(own$p, "holm")), cbind(two, p_row = p.adjust(two$p, "holm")))
  }
  do.call(rbind, lapply(gaps, rows))
}

# Groups that overlap: every total is that of its own indicator.
overlap_rows <- function(design, answers, groups) {
  sums <- data.frame(all = rep(1, nrow(design)))
  for (k in seq_along(groups)) sums[[paste0("all", k)]] <- design$variables[[groups[k]]]
  for (j in seq_along(answers)) for (k in c("", seq_along(groups))) {
    sums[[paste0("y", j, "_", k)]] <- sums[[paste0("all", k)]] * design$variables[[answers[j]]]
  }
  design$variables <- cbind(design$variables, sums)
  totals <- svytotal(reformulate(names(sums)), design)
  pairs <- combn(length(groups), 2)
  do.call(rbind, lapply(seq_along(answers), function(j) {
    two <- apply(pairs, 2, function(k) {
      either <- rowSums(design$variables[groups[k]]) > 0
      cbind(data.frame(against = "pairs", answer = answers[j], level_a = groups[k[1]], level_b = groups[k[2]]),
        tested(combined(totals, paste(share(j, k[1]), "-", share(j, k[2]))), degf(subset(design, either))))
    }, simplify = FALSE)
    rest <- lapply(seq_along(groups), function(k) {
      other <- sprintf("(y%d_ - y%d_%d) / (all - all%d)", j, j, k, k)
      cbind(data.frame(against = "rest", answer = answers[j], level_a = groups[k], level_b = "(rest)"),
        tested(combined(totals, paste(share(j, k), "-", other)), degf(design)))
    })
    do.call(rbind, c(two, rest))
  }))
}

# Other statistics: svychisq's own of each answer, and by hand of all answers together.
statistic_rows <- function(design, answers, by, whole = NULL) {
  each <- lapply(c(answers, whole), function(answer) {
    formula <- reformulate(c(answer, by))
    chi <- svychisq(formula, design, statistic = "Chisq")
    wald <- svychisq(formula, design, statistic = "Wald")
    adjusted <- svychisq(formula, design, statistic = "adjWald")
    df <- chi$parameter[["df"]]
    data.frame(by = by, answer = answer, statistic = c("chisq", "wald", "adjwald"),
      F = c(qchisq(chi$p.value, df, lower.tail = FALSE) / df, wald$statistic, adjusted$statistic),
      df1 = df, df2 = c(Inf, wald$parameter[["ddf"]], adjusted$parameter[["ddf"]]),
      p = c(chi$p.value, wald$p.value, adjusted$p.value))
  })
  rows <- do.call(rbind, each)
  if (is.null(whole)) rows <- rbind(rows, joint_statistics(design, answers, by))
  rows
}
joint_statistics <- function(design, answers, by) {
  own <- stacked_test(design, answers, by, rep(TRUE, nrow(design)))
  groups <- factor(design$variables[[by]])
  size <- length(answers) * (nlevels(groups) - 1)
  # F of the second order is X2 / tr(Delta); of the first it is X2 / mean(diag(Delta)) over its degrees of freedom.
  chi <- own$F * size
  sums <- as.data.frame(model.matrix(~ 0 + groups))
  names(sums) <- paste0("g", seq_len(nlevels(groups)))
  sums$all <- 1
  for (j in seq_along(answers)) for (k in c("all", paste0("g", seq_len(nlevels(groups))))) {
    sums[[paste0("y", j, k)]] <- sums[[k]] * design$variables[[answers[j]]]
  }
  design$variables <- cbind(design$variables, sums)
  totals <- svytotal(reformulate(names(sums)), design)
  terms <- unlist(lapply(seq_along(answers), function(j) sprintf("y%dg%d - y%dall * g%d / all", j, 2:nlevels(groups), j,
    2:nlevels(groups))))
  away <- svycontrast(totals, setNames(lapply(terms, str2lang), paste0("t", seq_along(terms))))
  wald <- as.numeric(coef(away) %*% solve(vcov(away), coef(away))) / size
  nu <- degf(design)
  left <- nu - size + 1
  rows <- data.frame(by = by, answer = NA, statistic = c("chisq", "wald", "adjwald"), F = c(chi / size, wald,
    wald * left / nu), df1 = size, df2 = c(Inf, nu, left))
  rows$p <- c(pchisq(chi, size, lower.tail = FALSE), pf(rows$F[2], size, nu, lower.tail = FALSE),
    if (left > 0) pf(rows$F[3], size, left, lower.tail = FALSE) else NA)
  if (left <= 0) rows[3, c("F", "df1", "df2")] <- NA
  rows
}

for (kind in c("simple", "strata", "clustered")) {
  base <- make_design(people, kind)
  for (weighting in c("base", "raked")) {
    design <- if (weighting == "base") base else calibrated(base, margins)
    keep("against", kind, weighting, with_families(against_rows(design, three, "age_group", "25-34")))
    keep("trends", kind, weighting, trend_rows(design, active, "age_group", ages, 1:5, "steps"))
    keep("trends", kind, weighting, trend_rows(design, active, "age_group", ages, c(21.5, 30, 40, 50, 60), "midpoints"))
    keep("trends", kind, weighting, trend_rows(design, active, "education", educations, c(1, 2, 5), "own"))
    keep("gaps", kind, weighting, gap_rows(design, "age_group", GAPS))
    keep("gaps", kind, weighting, gap_rows(design, "sex", GAPS))
    keep("overlap", kind, weighting, overlap_rows(design, three, overlapping))
    for (by in c("age_group", "sex")) keep("statistics", kind, weighting, statistic_rows(design, three, by))
    keep("statistics", kind, weighting, statistic_rows(design, character(0), "region", "education"))
  }
}

# Waves. The same calibration within each of them: a margin's shares of the wave's own sum of base weights.
calibrated_by_wave <- function(design, margins) {
  waves <- sort(unique(design$variables$wave))
  base <- weights(design)
  columns <- totals <- list()
  for (wave in waves) {
    here <- design$variables$wave == wave
    columns[[paste0("all", wave)]] <- as.numeric(here)
    totals[[paste0("all", wave)]] <- sum(base[here])
    for (m in seq_along(margins)) {
      cell <- design$variables[[paste0("margin", m)]]
      for (l in seq_along(levels(cell))[-1]) {
        name <- paste0("w", wave, "m", m, "l", l)
        columns[[name]] <- as.numeric(here & cell == levels(cell)[l])
        totals[[name]] <- margins[[m]]$value[l] * sum(base[here])
      }
    }
  }
  design$variables <- cbind(design$variables, as.data.frame(columns))
  formula <- reformulate(c("0", names(columns)))
  population <- unlist(totals)
  stopifnot(identical(colnames(model.matrix(formula, design$variables)), names(population)))
  calibrate(design, formula, population, calfun = "raking", epsilon = 1e-12, maxit = 500)
}
wave_designs <- list(
  independent = svydesign(ids = ~psu, strata = ~interaction(wave, stratum), weights = ~weight, data = people, nest = TRUE),
  common = svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = people, nest = TRUE),
  alone = svydesign(ids = ~1, strata = ~wave, weights = ~weight, data = people),
  panel = svydesign(ids = ~person, weights = ~weight, data = people))
for (kind in names(wave_designs)) {
  for (weighting in c("base", "raked")) {
    design <- wave_designs[[kind]]
    if (weighting == "raked") design <- calibrated_by_wave(design, margins)
    everyone <- rep(TRUE, nrow(design))
    keep("waves", kind, weighting, pair_rows(design, active, "wave", everyone))
    keep("wave_tests", kind, weighting, test_rows(design, three, "wave", everyone))
    keep("wave_trends", kind, weighting, trend_rows(design, active, "wave", c("2024", "2025", "2026"), 1:3, "steps"))
    keep("wave_gaps", kind, weighting, gap_rows(design, "wave", GAPS[1]))
  }
}
for (name in names(found)) write_full(found[[name]], paste0("comparison_", name, ".csv"), DIGITS)
