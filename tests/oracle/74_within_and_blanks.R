# Weights of countries raked each by itself, and of margins with blanks.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
source("02_weighting.R")

people <- read_data("weighting.csv")
d <- people$weight
out <- data.frame(id = people$id)

# One country after the other, by nothing but its own rows and targets.
alone <- function(name) {
  margins <- read_margins(name)
  own <- names(margins) == "country"
  w <- d
  for (country in unique(people$country)) {
    rows <- people$country == country
    targets <- lapply(unname(margins[!own]), function(margin) {
      if ("country" %in% names(margin)) margin <- margin[margin$country == country, names(margin) != "country"]
      structure(margin, unit = "share")
    })
    part <- with_margins(people[rows, ], targets)
    w[rows] <- weights(calibrated(make_design(part, "simple"), targets))
    if (any(own)) {
      share <- margins[own][[1]]$value[margins[own][[1]]$country == country]
      w[rows] <- w[rows] * share * sum(d) / sum(w[rows])
    }
  }
  joint <- within_margins(name, d, people)
  together <- with_margins(people, joint)
  stopifnot(max(abs(weights(calibrated(make_design(together, "simple"), joint)) / w - 1)) < 1e-9)
  w
}
out$within <- alone("weighting_within.csv")
out$within_shares <- alone("weighting_within_shares.csv")

for (name in c("blank", "blank_crossed")) {
  problem <- blanks_kept(paste0("weighting_", name, ".csv"), d, people)
  out[[paste0(name, "_kept")]] <- swept(d, problem$people, problem$margins, margin_totals(problem$margins, d))
  check <- weights(calibrated(make_design(problem$people, "simple"), problem$margins))
  stopifnot(max(abs(check / out[[paste0(name, "_kept")]] - 1)) < 1e-9)
}

# A level "(blank)" that the targets have a figure for.
margins <- read_margins("weighting_blank_level.csv")
named <- people
for (column in c("age_blank", "sex_blank")) named[[column]] <- ifelse(is.na(named[[column]]), "(blank)", named[[column]])
named <- with_margins(named, margins)
out$blank_level <- weights(calibrated(make_design(named, "simple"), margins))

# Whoever is blank weighs nothing; the others keep the sum of their own weights.
margins <- read_margins("weighting_blank.csv")
full <- !is.na(people$age_blank) & !is.na(people$sex_blank)
rest <- with_margins(people[full, ], margins)
out$blank_drop <- 0
out$blank_drop[full] <- weights(calibrated(make_design(rest, "simple"), margins))
write_full(out, "within_weights.csv", 15)
