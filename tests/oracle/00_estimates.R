# Functions that the other scripts share: designs, calibration, and the row of figures for one share.

if (!requireNamespace("survey", quietly = TRUE)) {
  stop("R's survey package is missing; on Debian: apt-get install r-base-core r-cran-survey", call. = FALSE)
}
suppressMessages(library(survey))
options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE, warn = 1)
RUNGS <- c("creators", "conversationalists", "critics", "collectors", "joiners", "spectators", "inactives")
BY <- c("age_group", "sex", "education", "region")

# 17 significant digits: what a double needs to be read back unchanged.
write_full <- function(table, name, digits = 17) {
  reals <- vapply(table, is.double, logical(1))
  table[reals] <- lapply(table[reals], function(x) ifelse(is.na(x), NA, sprintf("%.*g", digits, x)))
  write.csv(table, file.path("expected", name), row.names = FALSE, quote = FALSE, na = "")
}

read_data <- function(name) read.csv(file.path("data", name), na.strings = "", check.names = FALSE)

# A margin of a targets file: the columns a row fills.  Returns a list of data frames (cells + share).
read_margins <- function(name) {
  table <- read.csv(file.path("data", name), na.strings = "", check.names = FALSE, comment.char = "#")
  unit <- names(table)[ncol(table)]
  cells <- table[-ncol(table)]
  filled <- apply(!is.na(cells), 1, function(row) paste(names(cells)[row], collapse = ":"))
  lapply(split(table, factor(filled, unique(filled))), function(rows) {
    keep <- c(colSums(!is.na(rows)) > 0)
    rows <- rows[keep]
    names(rows)[ncol(rows)] <- "value"
    attr(rows, "unit") <- unit
    rows
  })
}

# The cell of every respondent in a margin, as a factor in the order of the targets.
margin_factor <- function(people, margin) {
  variables <- setdiff(names(margin), "value")
  factor(do.call(paste, c(people[variables], sep = ":")), do.call(paste, c(margin[variables], sep = ":")))
}

with_margins <- function(people, margins) {
  for (i in seq_along(margins)) people[[paste0("margin", i)]] <- margin_factor(people, margins[[i]])
  people
}

margin_formula <- function(margins) reformulate(paste0("margin", seq_along(margins)))

# Targets as totals on the scale of the base weights (shares) or as they are (counts).
margin_totals <- function(margins, base) {
  lapply(margins, function(m) if (attr(m, "unit") == "count") m$value else m$value * sum(base))
}

make_design <- function(people, kind) {
  switch(kind,
    simple = svydesign(ids = ~1, weights = ~weight, data = people),
    strata = svydesign(ids = ~1, strata = ~stratum, weights = ~weight, data = people),
    clusters = svydesign(ids = ~cluster, weights = ~weight, data = people),
    clustered = svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = people, nest = TRUE))
}

calibrated <- function(design, margins) {
  totals <- margin_totals(margins, weights(design))
  population <- c(sum(totals[[1]]), unlist(lapply(totals, function(t) t[-1])))
  names(population) <- colnames(model.matrix(margin_formula(margins), model.frame(design)))
  raked <- calibrate(design, margin_formula(margins), population, calfun = "raking", epsilon = 1e-12, maxit = 500)
  # 4.1-1 divides by the root of the calibrated weight: 0 / 0 where the base weight is zero.
  zero <- raked$postStrata[[1]]$w == 0
  raked$postStrata[[1]]$w[zero] <- 1
  for (i in seq_along(margins)) {
    got <- tapply(weights(raked), raked$variables[[paste0("margin", i)]], sum)
    stopifnot(max(abs(got / totals[[i]] - 1)) < 1e-11)
  }
  raked
}

raked_by_sweeps <- function(design, margins) {
  totals <- margin_totals(margins, weights(design))
  formulas <- lapply(seq_along(margins), function(i) reformulate(paste0("margin", i)))
  tables <- lapply(seq_along(margins), function(i) {
    out <- data.frame(levels(design$variables[[paste0("margin", i)]]), totals[[i]])
    setNames(out, c(paste0("margin", i), "Freq"))
  })
  rake(design, formulas, tables, control = list(maxit = 5000, epsilon = 1e-13, verbose = FALSE))
}

no_index <- data.frame(index = NA_real_, index_low = NA_real_, index_high = NA_real_, index_se_log = NA_real_)
kish <- function(w) sum(w)^2 / sum(w^2)

# Shares, errors and intervals of `y` in `domain`, once the share, its error and its df are known.
figures <- function(p, se, df, n, w, extreme = p == 0 || p == 1) {
  t <- qt(0.975, df)
  adjust <- (qt(0.975, n - 1) / t)^2
  # At 0 and 1 there is no error to derive n from: Kish's n of the group, with the same df adjustment.
  n_beta <- if (extreme) min(n, kish(w)) * adjust else min(n, p * (1 - p) / se^2 * adjust)
  half <- if (extreme) NA else t * se / (p * (1 - p))
  data.frame(share = p, se = if (extreme) 0 else se, df = as.integer(df),
    logit_low = plogis(qlogis(p) - half), logit_high = plogis(qlogis(p) + half),
    beta_low = if (p == 0) 0 else qbeta(0.025, n_beta * p, n_beta * (1 - p) + 1),
    beta_high = if (p == 1) 1 else qbeta(0.975, n_beta * p + 1, n_beta * (1 - p)),
    n_beta = n_beta, wald_low = p - t * se, wald_high = p + t * se,
    n = as.integer(n), n_weighted = sum(w), n_eff = kish(w))
}

# One share by R's own functions.  The checks tie the closed forms in `figures` to svyciprop.
share_row <- function(design, answer, domain) {
  design$variables$y <- design$variables[[answer]]
  part <- subset(design, domain)
  w <- weights(design)[domain]
  m <- svymean(~y, part)
  p <- coef(m)[[1]]
  df <- degf(part)
  if (sum(w * design$variables$y[domain]) == 0) p <- 0
  if (sum(w * (1 - design$variables$y[domain])) == 0) p <- 1
  row <- figures(p, SE(m)[[1]], df, sum(domain), w)
  if (p > 0 && p < 1) {
    same <- function(a, b, tolerance) stopifnot(max(abs(as.numeric(a) / as.numeric(b) - 1)) < tolerance)
    # glm warns that a calibrated design keeps the rows outside the domain, with weight zero.
    logit <- suppressWarnings(confint(svyciprop(~y, part, method = "logit", df = df)))
    same(logit, row[c("logit_low", "logit_high")], 1e-6)
    same(confint(svyciprop(~y, part, method = "xlogit", df = df)), row[c("logit_low", "logit_high")], 1e-10)
    wald <- confint(svyciprop(~y, part, method = "mean", df = df))
    stopifnot(max(abs(wald - unlist(row[c("wald_low", "wald_high")]))) < 1e-12)
    # svyciprop takes n from the rows it holds, which a calibrated design never drops, and does not truncate.
    beta <- confint(svyciprop(~y, part, method = "beta"))
    n_r <- p * (1 - p) / row$se^2 * (qt(0.975, nrow(part) - 1) / qt(0.975, df))^2
    same(beta, c(qbeta(0.025, n_r * p, n_r * (1 - p) + 1), qbeta(0.975, n_r * p + 1, n_r * (1 - p))), 1e-8)
    if (nrow(part) == sum(domain) && n_r <= sum(domain)) same(beta, row[c("beta_low", "beta_high")], 1e-8)
  }
  row
}

# 100 x share in the group over share in the base, with the interval of its log: the joint covariance of the
# four totals holds what group and base have in common.
index_row <- function(design, answer, domain, base = rep(TRUE, nrow(design))) {
  y <- design$variables[[answer]]
  design$variables$one <- as.numeric(base)
  design$variables$g <- as.numeric(domain & base)
  design$variables$y <- ifelse(base, y, 0)
  design$variables$yg <- design$variables$y * design$variables$g
  totals <- svytotal(~yg + g + y + one, design)
  if (coef(totals)[["y"]] == 0) return(no_index)
  if (coef(totals)[["yg"]] == 0) return(replace(no_index, "index", 0))
  ratio <- svycontrast(totals, quote(log((yg / g) / (y / one))))
  index_figures(coef(ratio)[[1]], SE(ratio)[[1]], degf(subset(design, base)))
}

index_figures <- function(log_ratio, se, df) {
  half <- qt(0.975, df) * se
  data.frame(index = 100 * exp(log_ratio), index_low = 100 * exp(log_ratio - half),
    index_high = 100 * exp(log_ratio + half), index_se_log = se)
}

# After a cap there is no calibrated design: residuals of the influence (without its weight) from the regression on
# the margins with the base weights, totalled with the capped weights.
residual_se <- function(design, influence, margins, base) {
  x <- model.matrix(margin_formula(margins), design$variables)
  design$variables$residual <- lm.wfit(x, influence, base)$residuals
  SE(svytotal(~residual, design))[[1]]
}

capped_row <- function(design, answer, domain, margins, base) {
  y <- design$variables[[answer]]
  w <- weights(design)
  p <- sum((w * y)[domain]) / sum(w[domain])
  influence <- ifelse(domain, (y - p) / sum(w[domain]), 0)
  figures(p, residual_se(design, influence, margins, base), degf(subset(design, domain)), sum(domain), w[domain])
}

capped_index_row <- function(design, answer, domain, margins, base) {
  y <- design$variables[[answer]]
  w <- weights(design)
  p <- sum(w * y) / sum(w)
  q <- sum((w * y)[domain]) / sum(w[domain])
  influence <- ifelse(domain, (y - q) / (q * sum(w[domain])), 0) - (y - p) / (p * sum(w))
  index_figures(log(q / p), residual_se(design, influence, margins, base), degf(design))
}

block <- function(kind, weighting, where, rows) {
  cbind(data.frame(design = kind, weighting = weighting, where = where), rows)
}

# Rows for the whole sample and for every level of some variables, stacked.
stacked <- function(design, answers, by, row, index, where = rep(TRUE, nrow(design))) {
  domains <- c(list(list(by = NA, level = NA, rows = where)),
    unlist(lapply(by, function(variable) {
      values <- design$variables[[variable]]
      lapply(sort(unique(values)), function(level) {
        list(by = variable, level = level, rows = where & values == level)
      })
    }), recursive = FALSE))
  do.call(rbind, lapply(domains, function(domain) do.call(rbind, lapply(answers, function(answer) {
    out <- cbind(data.frame(by = domain$by, level = domain$level, answer = answer), row(design, answer, domain$rows))
    if (is.null(index)) return(out)
    cbind(out, if (is.na(domain$by)) no_index else index(design, answer, domain$rows))
  }))))
}
