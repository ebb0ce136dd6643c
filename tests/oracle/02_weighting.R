# Functions that the scripts on weighting share: calibration to categories and numbers, plain loops, and errors.

WEIGHTING_RUNGS <- c("creators", "joiners", "inactives")

read_numbers <- function(name) {
  table <- read_data(name)
  setNames(table$value, table$question)
}

# The totals that calibrate wants: the sum, every level but the first, the numbers; on the scale of `total`.
population_of <- function(design, margins, numbers = NULL) {
  formula <- calibration_formula(margins, numbers)
  total <- if (attr(margins[[1]], "unit") == "count") sum(margins[[1]]$value) else sum(weights(design))
  levels <- unlist(lapply(margin_totals(margins, weights(design)), function(t) t[-1]))
  means <- if (attr(margins[[1]], "unit") == "count") numbers else numbers * total
  population <- c(total, levels, means)
  setNames(population, colnames(model.matrix(formula, design$variables)))
}

calibration_formula <- function(margins, numbers = NULL) {
  reformulate(c(paste0("margin", seq_along(margins)), names(numbers)))
}

# calibrate, and a check that every total is met: 4.1-1 only warns where it stops early.
calibrated_to <- function(design, margins, numbers = NULL, calfun = "linear", bounds = c(-Inf, Inf),
    bounds.const = FALSE) {
  formula <- calibration_formula(margins, numbers)
  population <- population_of(design, margins, numbers)
  out <- calibrate(design, formula, population, calfun = calfun, bounds = bounds, bounds.const = bounds.const,
    epsilon = 1e-12, maxit = 5000)
  out <- without_zeros(out)
  got <- colSums(model.matrix(formula, design$variables) * weights(out))
  stopifnot(max(abs(got - population) / (1 + abs(population))) < 1e-10)
  out
}

# 4.1-1 divides by the root of the calibrated weight: 0 / 0 where the base weight is zero.
without_zeros <- function(design) {
  last <- length(design$postStrata)
  zero <- design$postStrata[[last]]$w == 0
  design$postStrata[[last]]$w[zero] <- 1
  design
}

# A design like make_design's under other base weights.
design_with <- function(people, kind, w) make_design(transform(people, weight = w), kind)

# Plain sweeps over the margins until every level of every margin is met: a level without anybody stays empty.
swept <- function(w, people, margins, totals, tolerance = 4e-15) {
  for (sweep in 1:50000) {
    for (i in seq_along(margins)) {
      cell <- as.integer(people[[paste0("margin", i)]])
      sums <- as.vector(tapply(w, factor(cell, seq_along(totals[[i]])), sum, default = 0))
      factor <- ifelse(sums > 0, totals[[i]] / sums, 0)
      w <- w * factor[cell]
    }
    gap <- max(vapply(seq_along(margins), function(i) {
      cell <- as.integer(people[[paste0("margin", i)]])
      sums <- as.vector(tapply(w, factor(cell, seq_along(totals[[i]])), sum, default = 0))
      max(abs(sums - totals[[i]])) / sum(totals[[i]])
    }, 0))
    if (gap < tolerance) return(w)
  }
  stop("sweeps did not converge: ", gap)
}

# Error and df of overlapping 0/1 answers, for everyone and by some variables.
short_row <- function(design, answer, domain) {
  design$variables$y <- design$variables[[answer]]
  part <- subset(design, domain)
  m <- svymean(~y, part)
  w <- weights(design)[domain]
  p <- coef(m)[[1]]
  data.frame(share = p, se = SE(m)[[1]], df = as.integer(degf(part)), n_weighted = sum(w), n_eff = kish(w))
}

# The same where R has no design that knows the calibration: residuals of lm with `base` weights, totalled with w.
residual_row <- function(margins_of, base) function(design, answer, domain) {
  y <- design$variables[[answer]]
  w <- weights(design)
  p <- sum((w * y)[domain]) / sum(w[domain])
  influence <- ifelse(domain, (y - p) / sum(w[domain]), 0)
  design$variables$residual <- lm.wfit(margins_of, influence, base)$residuals
  se <- SE(svytotal(~residual, design))[[1]]
  data.frame(share = p, se = se, df = as.integer(degf(subset(design, domain))), n_weighted = sum(w[domain]),
    n_eff = kish(w[domain]))
}

short_block <- function(weighting, kind, design, row = short_row, by = c("age_group", "country")) {
  cbind(data.frame(weighting = weighting, design = kind), stacked(design, WEIGHTING_RUNGS, by, row, NULL))
}

# Margins of joint levels: every country's own totals, and what each country as a whole must be.
within_margins <- function(name, w, people) {
  margins <- read_margins(name)
  own <- names(margins) == "country"
  total <- tapply(w, people$country, sum)
  if (any(own)) total <- setNames(margins[own][[1]]$value, margins[own][[1]]$country) * sum(w)
  lapply(unname(margins[!own]), function(margin) {
    variable <- setdiff(names(margin), c("country", "value"))
    if (!"country" %in% names(margin)) margin <- merge(data.frame(country = names(total)), margin)
    margin <- margin[c("country", variable, "value")]
    margin$value <- margin$value * as.vector(total[margin$country])
    structure(margin, unit = "count")
  })
}

# Margins in which blanks are a level that keeps its share under `w`; `people` gets that level.
blanks_kept <- function(name, w, people) {
  margins <- unname(read_margins(name))
  for (i in seq_along(margins)) {
    variables <- setdiff(names(margins[[i]]), "value")
    blank <- rowSums(is.na(people[variables])) > 0
    kept <- sum(w[blank]) / sum(w)
    margins[[i]]$value <- margins[[i]]$value * (1 - kept)
    cell <- do.call(paste, c(people[variables], sep = ":"))
    levels <- do.call(paste, c(margins[[i]][variables], sep = ":"))
    people[[paste0("margin", i)]] <- factor(ifelse(blank, "(blank)", cell), c(levels, if (any(blank)) "(blank)"))
    if (any(blank)) {
      margins[[i]] <- data.frame(level = c(levels, "(blank)"), value = c(margins[[i]]$value, kept))
      attr(margins[[i]], "unit") <- "share"
    }
  }
  list(margins = margins, people = people)
}
