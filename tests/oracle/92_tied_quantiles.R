# Shares at or below a quantile and below it, svyquantile's interval, and the interval around the share that is wanted.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("02_weighting.R")

survey <- merge(read_data("weighting.csv"), read_data("numbers.csv"), by = "id", sort = FALSE)
three <- read_margins("weighting_three.csv")
ways <- list(base = identity, raked = function(design) calibrated(design, three))

# The smallest x that at least p lie at or below; NA where p is no share.
at <- function(x, w, p) {
  if (p < 0 || p > 1) return(NA)
  order <- order(x)
  x[order][which(cumsum(w[order]) / sum(w) >= p - 1e-11)[1]]
}

row_of <- function(part, name, p) {
  x <- part$variables[[name]]
  w <- weights(part)
  inside <- w != 0
  q <- svyquantile(reformulate(name), part, p, qrule = function(x, w, p) at(x[w != 0], w[w != 0], p),
    interval.type = "mean", df = degf(part))[[1]]
  t <- qt(0.975, degf(part))
  share <- svymean(as.numeric(x <= q[[1]]), part)
  less <- svymean(as.numeric(x < q[[1]]), part)
  around <- function(end) at(x[inside], w[inside], end)
  data.frame(question = name, quantile = p, estimate = q[[1]], low_r = q[[2]], high_r = q[[3]],
    share = coef(share)[[1]], reach = t * SE(share)[[1]], less = coef(less)[[1]],
    low_wanted = around(p - t * SE(less)[[1]]), high_wanted = around(p + t * SE(share)[[1]]), t = t)
}

domains <- c(list(list(by = NA, level = NA, rows = rep(TRUE, nrow(survey)))),
  lapply(sort(unique(survey$age_group)), function(level) list(by = "age_group", level = level, rows = survey$age_group == level)))
table <- do.call(rbind, lapply(names(ways), function(way) do.call(rbind, lapply(c("simple", "clustered"), function(kind) {
  design <- ways[[way]](make_design(with_margins(survey, three), kind))
  do.call(rbind, lapply(domains, function(domain) do.call(rbind, lapply(c("hours", "spent", "rating", "household_size"), function(name) {
    known <- !is.na(design$variables[[name]])
    part <- subset(design, domain$rows & known)
    part$variables[[name]][is.na(part$variables[[name]])] <- 0
    rows <- do.call(rbind, lapply(c(0.1, 0.25, 0.5, 0.75, 0.9), function(p) row_of(part, name, p)))
    cbind(data.frame(design = kind, weighting = way, by = domain$by, level = domain$level), rows)
  }))))
}))))
write_full(table, "tied_quantiles.csv", 13)
