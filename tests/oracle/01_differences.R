# Functions that tell the differences of a design: tests, pairs of groups, groups against the rest.

DIGITS <- 14  # five more than any comparison reads

# What svychisq contrasts: the interactions of a table (its rows vary fastest), free of its main effects.
interactions <- function(rows, columns) {
  cells <- expand.grid(row = factor(seq_len(rows)), column = factor(seq_len(columns)))
  both <- model.matrix(~ row * column, cells)
  main <- seq_len(rows + columns - 1)
  qr.resid(qr(both[, main]), both[, -main, drop = FALSE])
}

block_diagonal <- function(blocks) {
  out <- matrix(0, sum(sapply(blocks, nrow)), sum(sapply(blocks, ncol)))
  row <- column <- 0
  for (each in blocks) {
    out[row + seq_len(nrow(each)), column + seq_len(ncol(each))] <- each
    row <- row + nrow(each)
    column <- column + ncol(each)
  }
  out
}

phi_squared <- function(shares) {
  expected <- outer(rowSums(shares), colSums(shares))
  sum((shares - expected)^2 / expected)
}

# Rao and Scott's second order for any number of tables of the same people by the same groups: the Pearson
# statistics are added, and the covariance of all their cells at once makes the numerator of Delta.
stacked_test <- function(design, answers, by, domain) {
  groups <- factor(design$variables[[by]])
  values <- lapply(design$variables[answers], factor)
  design$variables$cells <- do.call(cbind, lapply(values, function(y) model.matrix(~ 0 + interaction(y, groups))))
  part <- subset(design, domain)
  means <- svymean(~cells, part)
  n <- sum(domain)
  rows <- sapply(values, nlevels)
  columns <- nlevels(groups)
  table_of_cell <- rep(seq_along(rows), rows * columns)
  shares <- lapply(seq_along(rows), function(j) matrix(coef(means)[table_of_cell == j], rows[[j]]))
  contrasts <- block_diagonal(lapply(rows, interactions, columns))
  scaled <- contrasts * ifelse(coef(means) == 0, 0, 1 / coef(means))
  delta <- solve(crossprod(contrasts, scaled) / n, t(scaled) %*% vcov(means) %*% scaled)
  trace <- sum(diag(delta))
  phi2 <- sapply(shares, phi_squared)
  statistic <- n * sum(phi2) / trace
  df1 <- trace^2 / sum(diag(delta %*% delta))
  df2 <- df1 * degf(part)
  data.frame(F = statistic, df1 = df1, df2 = df2, p = pf(statistic, df1, df2, lower.tail = FALSE),
    cramers_v = if (length(rows) == 1) cramers_v(phi2, rows, columns, n * ncol(delta) / trace) else NA_real_)
}

# Bergsma's correction, with n over the mean generalised design effect.
cramers_v <- function(phi2, rows, columns, n) {
  phi2 <- max(0, phi2 - (rows - 1) * (columns - 1) / (n - 1))
  sqrt(phi2 / (min(rows - (rows - 1)^2 / (n - 1), columns - (columns - 1)^2 / (n - 1)) - 1))
}

same <- function(a, b, tolerance = 1e-9) {
  stopifnot(length(a) == length(b), max(abs(as.numeric(a) / as.numeric(b) - 1)) < tolerance)
}
no_test <- data.frame(F = NA_real_, df1 = NA_real_, df2 = NA_real_, p = NA_real_, cramers_v = NA_real_, ddf = NA_real_)
varies <- function(design, answer, domain) length(unique(design$variables[[answer]][domain])) > 1

# svychisq, and one table of the stack, which must be the same.  `ddf` is svychisq's own; `df2` and p go by degf.
one_test <- function(design, answer, by, domain) {
  if (!varies(design, answer, domain)) return(no_test)
  found <- svychisq(reformulate(c(answer, by)), subset(design, domain), statistic = "F")
  own <- stacked_test(design, answer, by, domain)
  same(found$statistic, own$F)
  same(found$parameter[["ndf"]], own$df1)
  if (abs(found$parameter[["ddf"]] / own$df2 - 1) < 1e-9) same(found$p.value, own$p, 1e-7)
  cbind(own, ddf = found$parameter[["ddf"]])
}

# A row an answer, and one without an answer for the whole question: that of a single choice is one table, of which
# `whole` is the column; overlapping answers are several, which have no V.
test_rows <- function(design, answers, by, domain, whole = NULL) {
  each <- do.call(rbind, lapply(answers, function(answer) one_test(design, answer, by, domain)))
  tested <- answers[!is.na(each$F)]
  joint <- if (!is.null(whole)) one_test(design, whole, by, domain)
    else replace(cbind(stacked_test(design, tested, by, domain), ddf = NA_real_), "cramers_v", NA_real_)
  cbind(data.frame(by = by, answer = c(answers, NA)), rbind(each, joint),
    p_adjusted = c(p.adjust(each$p, "holm"), joint$p))
}

# Totals of every group and of every answer in every group, with the covariance of all of them; `own`: in the subset of
# the domain, which is another number only where its strata count (the rule "average" for lone PSUs).
joint_totals <- function(design, answers, by, domain, own = FALSE) {
  levels <- sort(unique(design$variables[[by]][domain]))
  sums <- data.frame(all = as.numeric(domain))
  for (k in seq_along(levels)) sums[[paste0("all", k)]] <- domain * (design$variables[[by]] == levels[k])
  for (j in seq_along(answers)) for (k in c("", seq_along(levels))) {
    sums[[paste0("y", j, "_", k)]] <- sums[[paste0("all", k)]] * design$variables[[answers[j]]]
  }
  design$variables <- cbind(design$variables, sums)
  held <- if (own) subset(design, domain) else design
  list(levels = levels, totals = svytotal(reformulate(names(sums)), held))
}

# The difference of two ratios of totals, with t on the df of everyone in either group.
difference <- function(totals, a, b, df) {
  one <- svycontrast(totals, list(a = str2lang(a), b = str2lang(b), difference = str2lang(paste(a, "-", b))))
  shares <- coef(one)[c("a", "b")]
  shares <- ifelse(abs(shares - 1) < 1e-14, 1, shares)
  estimate <- shares[["a"]] - shares[["b"]]
  se <- sqrt(max(0, vcov(one)[3, 3]))  # what is 0 on paper may come out below it
  if (se < 1e-14) se <- 0
  data.frame(share_a = shares[["a"]], share_b = shares[["b"]], difference = estimate, se = se, df = as.integer(df),
    low = estimate - qt(0.975, df) * se, high = estimate + qt(0.975, df) * se,
    p = if (se == 0) NA_real_ else 2 * pt(-abs(estimate / se), df))
}

pair_rows <- function(design, answers, by, domain, own = FALSE) {
  joint <- joint_totals(design, answers, by, domain, own)
  pairs <- combn(length(joint$levels), 2)
  rows <- do.call(rbind, lapply(seq_along(answers), function(j) do.call(rbind, apply(pairs, 2, function(pair) {
    levels <- joint$levels[pair]
    either <- domain & design$variables[[by]] %in% levels
    df <- degf(subset(design, either))
    one <- difference(joint$totals, sprintf("y%d_%d / all%d", j, pair[1], pair[1]),
      sprintf("y%d_%d / all%d", j, pair[2], pair[2]), df)
    cbind(data.frame(by = by, answer = answers[j], level_a = levels[1], level_b = levels[2]), one,
      ratio = if (one$share_b == 0) NA_real_ else one$share_a / one$share_b,
      cohens_h = 2 * asin(sqrt(one$share_a)) - 2 * asin(sqrt(one$share_b)))
  }, simplify = FALSE))))
  rows$p_row <- ave(rows$p, rows$answer, FUN = function(p) p.adjust(p, "holm"))
  rows$p_table <- p.adjust(rows$p, "holm")
  rows[setdiff(names(rows), c("share_a", "share_b"))]
}

rest_rows <- function(design, answers, by, domain, own = FALSE) {
  joint <- joint_totals(design, answers, by, domain, own)
  df <- degf(subset(design, domain))
  do.call(rbind, lapply(seq_along(answers), function(j) do.call(rbind, lapply(seq_along(joint$levels), function(k) {
    one <- difference(joint$totals, sprintf("y%d_%d / all%d", j, k, k),
      sprintf("(y%d_ - y%d_%d) / (all - all%d)", j, j, k, k), df)
    cbind(data.frame(by = by, answer = answers[j], level = joint$levels[k]),
      share = one$share_a, one[c("difference", "se", "df", "p")])
  }))))
}
