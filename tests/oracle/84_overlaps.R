# Overlaps of rungs: pairs, shares of those who hold a rung, lifts, patterns, numbers of rungs; and R's sample sizes.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
options(warn = -1)  # of a domain within one PSU R says that it has no t quantile
DIGITS <- 14
active <- RUNGS[1:6]
same <- function(a, b, tolerance = 1e-9) stopifnot(max(abs(as.numeric(a) / as.numeric(b) - 1)) < tolerance)

# One share of a domain with its interval; a column `y` of 0 and 1. As `share_row`, without its checks of svyciprop,
# whose glm has not converged to 1e-6 where two or three people hold an answer.
one <- function(design, y, domain) {
  design$variables$product <- y
  w <- weights(design)[domain]
  m <- svymean(~product, subset(design, domain))
  p <- coef(m)[[1]]
  if (sum(w * y[domain]) == 0) p <- 0
  if (sum(w * (1 - y[domain])) == 0) p <- 1
  row <- figures(p, SE(m)[[1]], degf(subset(design, domain)), sum(domain), w)
  # At 0 and 1 every interval is beta; within one PSU there is none.
  row[c("low", "high")] <- if (inner(p)) row[c("logit_low", "logit_high")] else row[c("beta_low", "beta_high")]
  if (row$df == 0) row[c("low", "high")] <- NA_real_
  row[c("share", "se", "low", "high", "df", "n", "n_eff")]
}
inner <- function(p) p > 0 && p < 1

pair_rows <- function(design, domain) {
  v <- design$variables
  rows <- apply(combn(active, 2), 2, function(pair) {
    a <- v[[pair[1]]]
    b <- v[[pair[2]]]
    both <- one(design, a * b, domain)
    of_a <- one(design, b, domain & a == 1)
    of_b <- one(design, a, domain & b == 1)
    # The conditional share is a ratio too.
    design$variables$a <- a * domain
    design$variables$ab <- a * b * domain
    ratio <- svyratio(~ab, ~a, design)
    if (inner(of_a$share)) same(c(coef(ratio), SE(ratio)), c(of_a$share, of_a$se))
    design$variables$b <- b * domain
    design$variables$all <- as.numeric(domain)
    totals <- svytotal(~ab + a + b + all, design)
    lift <- half <- NA_real_
    if (both$share > 0) {
      log_lift <- svycontrast(totals, quote(log(ab * all / (a * b))))
      half <- qt(0.975, both$df) * SE(log_lift)[[1]]
      lift <- coef(log_lift)[[1]]
    }
    p <- c(one(design, a, domain)$share, one(design, b, domain)$share)
    data.frame(answer_a = pair[1], answer_b = pair[2], both = both$share, se = both$se, low = both$low,
      high = both$high, df = both$df, n = both$n, n_eff = both$n_eff,
      of_a = of_a$share, of_a_se = of_a$se, of_a_low = of_a$low, of_a_high = of_a$high, of_a_df = of_a$df,
      of_b = of_b$share, of_b_se = of_b$se, of_b_low = of_b$low, of_b_high = of_b$high, of_b_df = of_b$df,
      expected = p[1] * p[2], lift = exp(lift), lift_low = exp(lift - half), lift_high = exp(lift + half),
      phi = (both$share - p[1] * p[2]) / sqrt(prod(p * (1 - p))))
  }, simplify = FALSE)
  do.call(rbind, rows)
}

pattern_of <- function(people) {
  apply(people[RUNGS], 1, function(row) paste(RUNGS[row == 1], collapse = " + "))
}

part_rows <- function(design, domain, part) {
  do.call(rbind, lapply(sort(unique(part[domain])), function(each) {
    cbind(data.frame(part = as.character(each)), one(design, as.numeric(part == each), domain),
      n_held = sum(domain & part == each))
  }))
}

mean_row <- function(design, domain) {
  design$variables$size <- rowSums(design$variables[active])
  part <- subset(design, domain)
  found <- svymean(~size, part)
  df <- degf(part)
  half <- qt(0.975, df) * SE(found)[[1]]
  data.frame(mean = coef(found)[[1]], se = SE(found)[[1]], low = coef(found)[[1]] - half,
    high = coef(found)[[1]] + half, df = df, n = sum(domain))
}

margins <- read_margins("targets.csv")
people <- with_margins(read_data("people.csv"), margins)
gathered <- list(pairs = NULL, parts = NULL, means = NULL)
for (kind in c("simple", "strata", "clusters", "clustered")) {
  base <- make_design(people, kind)
  for (weighting in c("base", "raked")) {
    design <- if (weighting == "base") base else calibrated(base, margins)
    for (where in c("", "55+")) {
      domain <- where == "" | people$age_group == where
      if (where != "" && !(kind %in% c("simple", "clustered"))) next
      add <- function(name, rows) {
        gathered[[name]] <<- rbind(gathered[[name]], block(kind, weighting, where, rows))
      }
      add("pairs", pair_rows(design, domain))
      add("parts", cbind(of = "pattern", part_rows(design, domain, pattern_of(people))))
      add("parts", cbind(of = "size", part_rows(design, domain, rowSums(people[active]))))
      add("means", mean_row(design, domain))
    }
  }
}
write_full(gathered$pairs, "overlap_pairs.csv", DIGITS)
write_full(gathered$parts, "overlap_parts.csv", DIGITS)
write_full(gathered$means, "overlap_means.csv", DIGITS)

# Sample sizes: power.prop.test (pooled z), and the t test of a 0/1 variable, which a z test must come close to.
shares <- rbind(c(.24, .29), c(.24, .19), c(.05, .08), c(.5, .52), c(.01, .03), c(.7, .6))
sizes <- do.call(rbind, lapply(seq_len(nrow(shares)), function(i) do.call(rbind, lapply(c(.8, .95), function(power) {
  do.call(rbind, lapply(c(.05, .01), function(level) {
    p <- shares[i, ]
    found <- power.prop.test(p1 = p[1], p2 = p[2], power = power, sig.level = level, tol = 1e-12)
    spread <- sqrt(mean(p * (1 - p)))
    t_test <- power.t.test(delta = diff(p), sd = spread, power = power, sig.level = level, tol = 1e-12)
    paired <- sqrt(sum(p * (1 - p)) - 2 * .5 * sqrt(prod(p * (1 - p))))
    panel <- power.t.test(delta = diff(p), sd = paired, power = power, sig.level = level, type = "paired", tol = 1e-12)
    data.frame(one = p[1], other = p[2], power = power, level = level, n = found$n, n_t = t_test$n, n_paired = panel$n,
      power_at_500 = power.prop.test(n = 500, p1 = p[1], p2 = p[2], sig.level = level)$power)
  }))
}))))
write_full(sizes, "sample_sizes.csv", DIGITS)
