# Regression of rungs and of a number: svyglm, regTermTest, svycontrast, psrsq, average marginal effects by hand.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
suppressWarnings(RNGkind("Mersenne-Twister", "Inversion", "Rejection"))
DIGITS <- 14
OUTCOMES <- c("creators", "joiners", "inactives")

# Six strata of three to five PSUs, population counts of PSUs, blanks in a demographic and in both numbers.
set.seed(20100183)
frame <- do.call(rbind, lapply(1:6, function(h) {
  data.frame(stratum = sprintf("s%d", h), psu = seq_len(3 + h %% 3), region = c("North", "South")[1 + (h > 3)])
}))
frame$cluster <- sprintf("c%02d", seq_len(nrow(frame)))
frame$size <- sample(20:44, nrow(frame), replace = TRUE)
frame$level <- rnorm(nrow(frame), 0, 0.4)
rows <- rep(seq_len(nrow(frame)), frame$size)
n <- length(rows)
pick <- function(shares) sample(names(shares), n, replace = TRUE, prob = shares)
people <- data.frame(id = seq_len(n), frame[rows, c("stratum", "psu", "cluster", "region")])
people$age_group <- pick(c("18-34" = .25, "35-54" = .40, "55+" = .35))
people$sex <- pick(c(Female = .56, Male = .44))
people$education <- ifelse(runif(n) < 0.04, NA, pick(c(Lower = .3, Middle = .42, Higher = .28)))
people$household_size <- ifelse(runif(n) < 0.03, NA, 1 + rpois(n, 1.4))
people$weight <- round(exp(rnorm(n, 0, 0.45)) * ifelse(people$region == "South", 1.4, 1), 4)
age <- match(people$age_group, c("18-34", "35-54", "55+"))
active <- rnorm(n) + frame$level[rows] - 0.4 * (age - 2) + 0.3 * (people$sex == "Male") * (age == 1)
people$creators <- as.integer(0.7 * active + 0.7 * rnorm(n) > 0.7)
people$joiners <- as.integer(0.7 * active + 0.7 * rnorm(n) > 0)
people$inactives <- as.integer(people$creators == 0 & people$joiners == 0 & runif(n) < 0.6)
people$hours <- ifelse(runif(n) < 0.05, NA, pmax(0, round(4 * (4 + 2 * active + 2.5 * rnorm(n))) / 4))
counts <- c(s1 = 9, s2 = 40, s3 = 5, s4 = 31, s5 = 8, s6 = 14)
people$psus <- counts[people$stratum]
people$with_one <- ifelse(people$stratum == "s2" & people$psu == 1, "alone", people$stratum)
write.csv(people, "data/models.csv", row.names = FALSE, quote = FALSE, na = "")
writeLines(c("# population: made up", "age_group,sex,share", "18-34,,0.31", "35-54,,0.37", "55+,,0.32",
  ",Female,0.51", ",Male,0.49"), "data/targets_models.csv")

people$age_group <- factor(people$age_group, c("18-34", "35-54", "55+"))
people$sex <- factor(people$sex)
people$education <- factor(people$education, c("Lower", "Middle", "Higher"))
margins <- read_margins("targets_models.csv")
people <- with_margins(people, margins)

designs <- c("simple", "strata", "clusters", "clustered")
fpc_design <- function(people) {
  svydesign(ids = ~psu, strata = ~stratum, fpc = ~psus, weights = ~weight, data = people, nest = TRUE)
}
post <- function(design) {
  full <- xtabs(weight ~ age_group + sex, people)
  full[] <- outer(margins[[1]]$value, margins[[2]]$value) * sum(people$weight)
  postStratify(design, ~age_group + sex, full)
}

FORMULAS <- list(
  main = ~age_group + sex,
  crossed = ~age_group * sex,
  number = ~age_group + education + household_size,
  sloped = ~sex + age_group * household_size)

# Term and level of every coefficient: "age_group25-34:sexMale" is level "25-34:Male" of "age_group:sex".
named <- function(names, predictors) {
  parts <- strsplit(names, ":", fixed = TRUE)
  of <- function(part) predictors[startsWith(part, predictors)][1]
  data.frame(
    term = vapply(parts, function(x) if (x[1] == "(Intercept)") "(intercept)" else
      paste(vapply(x, of, ""), collapse = ":"), ""),
    level = vapply(parts, function(x) if (x[1] == "(Intercept)") "" else
      paste(substring(x, nchar(vapply(x, of, "")) + 1), collapse = ":"), ""))
}

tight <- list(epsilon = 1e-15, maxit = 60)
fitted_to <- function(outcome, formula, design) {
  f <- update(formula, reformulate(".", outcome))
  family <- if (outcome == "hours") gaussian() else quasibinomial()
  # Late steps of a converged fit may miss so tight a criterion by rounding.  A calibrated design keeps the rows
  # outside a domain, with weight zero.
  suppressWarnings(eval(bquote(svyglm(.(f), design, family = .(family), control = tight))))
}

wald <- function(fit, formula) {
  do.call(rbind, lapply(attr(terms(formula), "term.labels"), function(term) {
    found <- regTermTest(fit, term)
    data.frame(term = term, F = c(found$Ftest), df1 = found$df, df2 = found$ddf, p = c(found$p))
  }))
}

# What the average of a factor's or a number's effect is made of: differences (or slopes) of every row, their
# derivatives by the coefficients.
effect_parts <- function(fit, rows, variable, level = NULL) {
  X <- function(frame) model.matrix(delete.response(terms(fit)), frame, xlev = fit$xlevels)
  b <- coef(fit)
  link <- fit$family
  second <- function(eta) if (link$link == "identity") 0 * eta else { m <- plogis(eta); m * (1 - m) * (1 - 2 * m) }
  if (is.null(level)) {
    one <- zero <- rows
    one[[variable]] <- 1
    zero[[variable]] <- 0
    slope <- X(one) - X(zero)
    x <- X(rows)
    eta <- drop(x %*% b)
    along <- drop(slope %*% b)
    return(list(d = link$mu.eta(eta) * along, j = second(eta) * along * x + link$mu.eta(eta) * slope))
  }
  at <- function(value) {
    rows[[variable]] <- factor(value, levels(rows[[variable]]))
    x <- X(rows)
    eta <- drop(x %*% b)
    list(mu = link$linkinv(eta), j = link$mu.eta(eta) * x)
  }
  there <- at(level)
  here <- at(levels(rows[[variable]])[1])
  list(d = there$mu - here$mu, j = there$j - here$j, mu = there$mu, mu0 = here$mu)
}

wanted_effects <- function(formula, rows) {
  do.call(rbind, lapply(all.vars(formula), function(variable) {
    level <- if (is.factor(rows[[variable]])) levels(rows[[variable]])[-1] else NA
    data.frame(term = variable, level = level)
  }))
}

# The delta method takes the mix of respondents as it is; with it as an estimate the effect of every respondent
# joins the influence of the coefficients.
effects_of <- function(fit, design, domain, formula, outcome) {
  used <- domain & complete.cases(design$variables[c(outcome, all.vars(formula))])
  rows <- design$variables[used, ]
  w <- weights(design)[used]
  x <- model.matrix(delete.response(terms(fit)), rows, xlev = fit$xlevels)
  mu <- fit$family$linkinv(drop(x %*% coef(fit)))
  bread <- solve(crossprod(x, w * fit$family$variance(mu) * x))
  scores <- (x * (rows[[outcome]] - mu)) %*% bread
  do.call(rbind, apply(wanted_effects(formula, rows), 1, function(each) {
    level <- if (is.na(each[["level"]])) NULL else each[["level"]]
    parts <- effect_parts(fit, rows, each[["term"]], level)
    effect <- sum(w * parts$d) / sum(w)
    j <- colSums(w * parts$j) / sum(w)
    z <- numeric(nrow(design))
    z[used] <- (parts$d - effect) / sum(w) + drop(scores %*% j)
    design$variables$z <- z
    data.frame(term = each[["term"]], level = if (is.null(level)) "" else level, effect = effect,
      share = if (is.null(level)) NA else sum(w * parts$mu) / sum(w),
      share_reference = if (is.null(level)) NA else sum(w * parts$mu0) / sum(w),
      se_respondents = sqrt(drop(j %*% vcov(fit) %*% j)), se_population = SE(svytotal(~z, subset(design, used)))[[1]])
  }, simplify = FALSE))
}

gathered <- list()
gather <- function(name, case, rows) {
  gathered[[name]] <<- rbind(gathered[[name]], cbind(case, rows, row.names = NULL))
}

gather_fit <- function(fit, formula, case) {
  b <- coef(summary(fit))
  limits <- confint(fit)
  labels <- named(rownames(b), all.vars(formula))
  gather("coefficients", case, cbind(labels, data.frame(estimate = b[, 1], se = b[, 2], t = b[, 3], p = b[, 4],
    low = limits[, 1], high = limits[, 2], df = fit$df.residual)))
  gather("terms", case, wald(fit, formula))
}

models <- function(kind, weighting, design, formulas, outcomes, where = NA) {
  domain <- if (is.na(where)) rep(TRUE, nrow(design)) else design$variables$region == where
  part <- if (is.na(where)) design else subset(design, domain)
  for (form in formulas) for (outcome in outcomes) {
    formula <- FORMULAS[[form]]
    fit <- fitted_to(outcome, formula, part)
    case <- data.frame(design = kind, weighting = weighting, where = where, formula = form, outcome = outcome)
    gather_fit(fit, formula, case)
    gather("effects", case, effects_of(fit, design, domain, formula, outcome))
    w <- weights(design) * (domain & complete.cases(people[c(outcome, all.vars(formula))]))
    r2 <- if (outcome == "hours") c(NA, NA) else
      suppressWarnings(c(psrsq(fit, "Cox-Snell"), psrsq(fit, "Nagelkerke")))
    gather("fits", case, data.frame(n = sum(w > 0), n_weighted = sum(w), df = fit$df.residual, cox_snell = r2[1],
      nagelkerke = r2[2]))
    if (form == "main") {
      apart <- svycontrast(fit, c("age_group35-54" = 1, "age_group55+" = -1))
      gather("contrasts", case, data.frame(estimate = coef(apart)[[1]], se = SE(apart)[[1]]))
    }
  }
}

for (kind in designs) {
  base <- make_design(people, kind)
  some <- if (kind == "clustered") OUTCOMES else "creators"
  models(kind, "base", base, c("main", "crossed", "number"), some)
  models(kind, "raked", calibrated(base, margins), c("main", "crossed"), some)
}
base <- make_design(people, "clustered")
raked <- calibrated(base, margins)
models("clustered", "post", post(base), "main", "creators")
models("clustered", "base", base, c("main", "number"), "creators", "North")
models("clustered", "raked", raked, c("main", "number"), "creators", "North")
models("clustered", "base", base, "sloped", c("joiners", "hours"))
models("clustered", "raked", raked, c("sloped", "number"), c("joiners", "hours"))
models("simple", "base", make_design(people, "simple"), c("main", "sloped"), "hours")
models("fpc", "base", fpc_design(people), c("main", "number"), c("creators", "hours"))
models("fpc", "raked", calibrated(fpc_design(people), margins), "main", "creators")

# A stratum with one PSU, under every rule.
for (rule in c("certainty", "adjust", "average")) {
  options(survey.lonely.psu = rule)
  lonely <- svydesign(ids = ~psu, strata = ~with_one, weights = ~weight, data = people, nest = TRUE)
  models(rule, "base", lonely, "main", "creators")
  models(rule, "base", lonely, "main", "creators", "South")
  models(rule, "raked", calibrated(lonely, margins), "main", "creators", "North")
}
options(survey.lonely.psu = "fail")

# Replicate weights, in the file: as a jackknife of the PSUs made them.
jackknife <- as.svrepdesign(base, type = "JKn", compress = FALSE, mse = TRUE)
columns <- unclass(as.matrix(weights(jackknife, "analysis")))[seq_len(n), ]
dimnames(columns) <- list(NULL, sprintf("replicate%02d", seq_len(ncol(columns))))
exact <- as.data.frame(lapply(as.data.frame(columns), function(x) sprintf("%.17g", x)))
write.csv(cbind(id = people$id, exact), "data/models_replicates.csv", row.names = FALSE, quote = FALSE)
write.csv(data.frame(replicate = colnames(columns), rscale = sprintf("%.17g", jackknife$rscales)),
  "data/models_rscales.csv", row.names = FALSE, quote = FALSE)
for (centre in c("estimate", "mean")) {
  design <- svrepdesign(data = people, weights = people$weight, repweights = columns, combined.weights = TRUE,
    type = "other", scale = 1, rscales = jackknife$rscales, mse = centre == "estimate")
  for (form in c("main", "number")) for (outcome in c("creators", "hours")) {
    formula <- FORMULAS[[form]]
    fit <- fitted_to(outcome, formula, design)
    case <- data.frame(design = "replicates", weighting = centre, where = NA, formula = form, outcome = outcome)
    gather_fit(fit, formula, case)
    rows <- people[complete.cases(people[c(outcome, all.vars(formula))]), ]
    used <- people$id %in% rows$id
    wanted <- wanted_effects(formula, rows)
    average <- function(w, found, data) {
      w <- w[used]
      vapply(seq_len(nrow(wanted)), function(i) {
        level <- if (is.na(wanted$level[i])) NULL else wanted$level[i]
        sum(w * effect_parts(found, rows, wanted$term[i], level)$d) / sum(w)
      }, 0)
    }
    f <- update(formula, reformulate(".", outcome))
    again <- withReplicates(design, function(w, data) {
      data$w_again <- w / sum(w)
      average(w, glm(f, family = fit$family, data = data, weights = w_again, start = coef(fit), control = tight), data)
    })
    parts <- apply(wanted, 1, function(each) {
      level <- if (is.na(each[["level"]])) NULL else each[["level"]]
      found <- effect_parts(fit, rows, each[["term"]], level)
      colSums(rows$weight * found$j) / sum(rows$weight)
    }, simplify = FALSE)
    gather("effects", case, data.frame(term = wanted$term, level = ifelse(is.na(wanted$level), "", wanted$level),
      effect = c(coef(again)), share = NA, share_reference = NA,
      se_respondents = vapply(parts, function(j) sqrt(drop(j %*% vcov(fit) %*% j)), 0),
      se_population = c(SE(again))))
  }
}

for (name in names(gathered)) write_full(gathered[[name]], paste0("model_", name, ".csv"), DIGITS)
