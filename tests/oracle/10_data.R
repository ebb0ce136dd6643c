# The made-up surveys that the oracle works on.  Nothing in them is real.
setwd(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source("00_estimates.R")
suppressWarnings(RNGkind("Mersenne-Twister", "Inversion", "Rejection"))

write_data <- function(table, name) {
  write.csv(table, file.path("data", name), row.names = FALSE, quote = FALSE, na = "")
}

write_targets <- function(name, columns, rows, unit = "share") {
  lines <- vapply(rows, function(row) {
    cells <- setNames(rep("", length(columns)), columns)
    cells[names(row$cells)] <- row$cells
    paste(c(cells, format(row$value, digits = 15, scientific = FALSE, trim = TRUE)), collapse = ",")
  }, "")
  writeLines(c("# population: made up", paste(c(columns, unit), collapse = ","), lines), file.path("data", name))
}

single <- function(shares) {
  unlist(lapply(names(shares), function(variable) {
    lapply(names(shares[[variable]]), function(level) {
      list(cells = setNames(level, variable), value = shares[[variable]][[level]])
    })
  }), recursive = FALSE)
}

crossed <- function(table) {
  frame <- as.data.frame(as.table(table), stringsAsFactors = FALSE)
  lapply(seq_len(nrow(frame)), function(i) list(cells = unlist(frame[i, -ncol(frame)]), value = frame$Freq[i]))
}

pick <- function(n, shares) sample(names(shares), n, replace = TRUE, prob = shares)

# Twelve strata, three a region, of four to six PSUs each; PSU numbers start again in every stratum.
set.seed(20100116)
regions <- c("North", "East", "South", "West")
frame <- do.call(rbind, lapply(1:12, function(h) {
  data.frame(stratum = sprintf("s%02d", h), psu = seq_len(sample(4:6, 1)), region = regions[(h - 1) %/% 3 + 1])
}))
frame$size <- sample(9:34, nrow(frame), replace = TRUE)
frame$size <- pmax(5, round(frame$size * 1200 / sum(frame$size)))
frame$cluster <- sprintf("c%02d", seq_len(nrow(frame)))
frame$level <- rnorm(nrow(frame), 0, 0.45)
rows <- rep(seq_len(nrow(frame)), frame$size)
n <- length(rows)
people <- data.frame(id = seq_len(n), frame[rows, c("stratum", "psu", "cluster", "region")])
people$age_group <- pick(n, c("18-24" = .07, "25-34" = .14, "35-44" = .20, "45-54" = .26, "55+" = .33))
people$sex <- pick(n, c(Female = .57, Male = .43))
people$education <- ifelse(people$age_group == "55+", pick(n, c(Lower = .40, Middle = .40, Higher = .20)),
  pick(n, c(Lower = .20, Middle = .42, Higher = .38)))
people$weight <- round(exp(rnorm(n, 0, 0.45)) * ifelse(people$region == "West", 1.5, 1), 4)

age <- match(people$age_group, c("18-24", "25-34", "35-44", "45-54", "55+"))
active <- rnorm(n) + frame$level[rows] - 0.35 * (age - 3) + 0.25 * (people$education == "Higher")
own <- function(cut, loading) as.integer(loading * active + sqrt(1 - loading^2) * rnorm(n) > cut)
people$creators <- own(0.95, 0.7)
people$conversationalists <- own(1.95, 0.6)
people$critics <- own(0.55, 0.6)
people$collectors <- own(1.95, 0.4)
people$joiners <- own(0.05, 0.7)
people$spectators <- own(-0.45, 0.8)
people$inactives <- as.integer(rowSums(people[RUNGS[1:6]]) == 0)
people <- people[c("id", "age_group", "sex", "education", "region", "weight", "stratum", "psu", "cluster", RUNGS)]
write_data(people, "people.csv")

shares <- list(age_group = c("18-24" = .15, "25-34" = .20, "35-44" = .21, "45-54" = .19, "55+" = .25),
  sex = c(Female = .51, Male = .49), education = c(Lower = .28, Middle = .45, Higher = .27),
  region = c(North = .22, East = .24, South = .30, West = .24))
write_targets("targets.csv", BY, single(shares))

age_sex <- rbind("18-24" = c(.07, .08), "25-34" = c(.098, .102), "35-44" = c(.106, .104),
  "45-54" = c(.098, .092), "55+" = c(.138, .112))
dimnames(age_sex) <- list(age_group = rownames(age_sex), sex = c("Female", "Male"))
stopifnot(all.equal(unname(colSums(age_sex)), c(.51, .49)),
  all.equal(unname(rowSums(age_sex)), unname(shares$age_group)))
write_targets("targets_crossed.csv", BY, c(crossed(age_sex), single(shares[c("education", "region")])))

# Overlapping (sex in two crosses) and nested (region alone and inside a cross).
sex_region <- rbind(Female = c(.115, .12, .155, .12), Male = c(.105, .12, .145, .12))
dimnames(sex_region) <- list(sex = rownames(sex_region), region = regions)
stopifnot(all.equal(unname(rowSums(sex_region)), c(.51, .49)),
  all.equal(unname(colSums(sex_region)), unname(shares$region)))
write_targets("targets_overlapping.csv", c("age_group", "sex", "region"),
  c(crossed(age_sex), crossed(sex_region), single(shares["region"])))

counts <- list(age_group = c("18-24" = 61, "25-34" = 95, "35-44" = 104, "45-54" = 112, "55+" = 128) * 1000,
  education = c(Lower = 130000, Middle = 220000, Higher = 150000))
write_targets("targets_counts.csv", c("age_group", "education"), single(counts), "count")

# Edges: a rung nobody has in one group, one nobody has at all, one that everybody has, a group under 30.
set.seed(20100117)
n <- 160
edges <- data.frame(id = seq_len(n),
  stratum = rep(c("a", "b", "c", "d"), each = 40), psu = rep(1:4, times = 4, each = 10),
  group = pick(n, c(one = .45, two = .40, three = .15)), sex = pick(n, c(Female = .5, Male = .5)),
  weight = round(exp(rnorm(n, 0, 0.4)), 4))
edges$everybody <- 1L
edges$nobody <- 0L
edges$not_in_two <- as.integer(edges$group != "two" & runif(n) < 0.3)
edges$all_in_one <- as.integer(edges$group == "one" | runif(n) < 0.4)
edges$some <- as.integer(runif(n) < 0.35)
write_data(edges, "edges.csv")
write_targets("targets_edges.csv", c("group", "sex"), single(list(
  group = c(one = .35, two = .40, three = .25), sex = c(Female = .55, Male = .45))))

# Blanks: six overlapping answers with gaps, some people with no answer at all, and a single choice with gaps.
set.seed(20100118)
n <- 360
blanks <- data.frame(id = seq_len(n),
  stratum = rep(c("a", "b", "c", "d", "e", "f"), each = 60), psu = rep(1:5, times = 6, each = 12),
  group = pick(n, c(one = .4, two = .35, three = .25)), sex = pick(n, c(Female = .5, Male = .5)),
  weight = round(exp(rnorm(n, 0, 0.4)), 4))
use <- rnorm(n) + rep(rnorm(30, 0, 0.4), each = 12)
for (i in 1:6) {
  blank <- runif(n) < 0.05
  blanks[[paste0("q", i)]] <- ifelse(blank, NA, as.integer(0.7 * use + 0.7 * rnorm(n) > 0.2 * i - 0.4))
}
blanks[sample(n, 12), paste0("q", 1:6)] <- NA
blanks$device <- ifelse(runif(n) < 0.06, NA, pick(n, c(phone = .6, laptop = .3, tablet = .1)))
write_data(blanks, "blanks.csv")
write_targets("targets_blanks.csv", c("group", "sex"), single(list(
  group = c(one = .30, two = .40, three = .30), sex = c(Female = .52, Male = .48))))

# Lonely: eight strata, the last with one PSU, which has no one of group "three".
set.seed(20100119)
sizes <- c(rep(c(7, 9, 6), 7), 14)
strata <- c(rep(sprintf("s%d", 1:7), each = 3), "s8")
n <- sum(sizes)
lonely <- data.frame(id = seq_len(n), stratum = rep(strata, sizes), psu = rep(c(rep(1:3, 7), 1), sizes),
  group = pick(n, c(one = .4, two = .35, three = .25)), sex = pick(n, c(Female = .5, Male = .5)),
  weight = round(exp(rnorm(n, 0, 0.4)), 4))
lonely$group[lonely$stratum == "s8" & lonely$group == "three"] <- "one"
lonely$y <- as.integer(runif(n) < 0.3 + 0.3 * (lonely$stratum %in% c("s2", "s5", "s8")))
write_data(lonely, "lonely.csv")
write_targets("targets_lonely.csv", c("group", "sex"), single(list(
  group = c(one = .30, two = .40, three = .30), sex = c(Female = .52, Male = .48))))

# Zeros: some base weights are zero, those of one whole PSU among them.
set.seed(20100120)
n <- 240
zeros <- data.frame(id = seq_len(n),
  stratum = rep(c("a", "b", "c", "d"), each = 60), psu = rep(1:5, times = 4, each = 12),
  group = pick(n, c(one = .4, two = .35, three = .25)), sex = pick(n, c(Female = .5, Male = .5)),
  weight = round(exp(rnorm(n, 0, 0.4)), 4))
zeros$weight[c(sample(n, 14), which(zeros$stratum == "b" & zeros$psu == 2))] <- 0
zeros$y <- as.integer(runif(n) < 0.4)
write_data(zeros, "zeros.csv")
write_targets("targets_zeros.csv", c("group", "sex"), single(list(
  group = c(one = .30, two = .40, three = .30), sex = c(Female = .52, Male = .48))))
