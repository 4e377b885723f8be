# Writes the data of the referee: two published data sets out of R's packages, and an invented one.
# Rscript data.R FOLDER
folder <- commandArgs(trailingOnly = TRUE)[1]
write <- function(frame, name) write.csv(frame, file.path(folder, name), row.names = FALSE, quote = FALSE)

data(bioChemists, package = "pscl")
bio <- with(bioChemists, data.frame(
  art, women = as.integer(fem == "Women"), married = as.integer(mar == "Married"), kid5, phd = signif(phd, 7), ment
))
write(bio, "biochemists.csv")
data(endometrial, package = "brglm2")
write(with(endometrial, data.frame(NV, PI, EH, HG)), "endometrial.csv")

# 600 invented cities in 24 countries of unequal size
set.seed(20261122, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
n <- 600
country <- sort(sample(24, n, replace = TRUE, prob = (1:24)^0.7))
size <- round(rnorm(n, 12, 1), 4)
wealth <- round(rnorm(n, 10, 0.4), 4)
port <- rbinom(n, 1, 0.25)
east <- as.integer(country %% 2 == 0)
level <- rnorm(24, 0, 0.7)[country]
linear <- -0.3 + 0.7 * (size - 12) + 0.6 * (wealth - 10) + 0.5 * port - 0.4 * east + level
shock <- rnorm(n)
china <- as.integer(linear + 1.6 * (0.6 * shock + 0.8 * rnorm(n)) > 0)
us <- as.integer(linear + 0.3 + 1.6 * (0.6 * shock + 0.8 * rnorm(n)) > 0)
china[country == 3] <- 0L # a country without variation
ties <- rnbinom(n, size = 1.5, mu = exp(0.2 + 0.5 * linear)) * rbinom(n, 1, plogis(1.2 + linear))
latent <- linear + rlogis(n)
importance <- as.integer(cut(latent, c(-Inf, -1, 0.2, 1.4, Inf))) - 1L
weight <- round(runif(n, 0.5, 2), 3)
write(data.frame(country, size, wealth, port, east, china, us, ties, importance, weight), "cities.csv")

# 2,400 invented units of which a source says a yes that is none in 6 of 100, and misses 15 of 100
set.seed(20261123, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
n <- 2400
country <- sort(sample(24, n, replace = TRUE, prob = (1:24)^0.7))
size <- round(rnorm(n, 0, 1.2), 4)
wealth <- round(rnorm(n, 0, 1), 4)
port <- rbinom(n, 1, 0.25)
true <- rbinom(n, 1, plogis(-0.4 + 1.6 * size + 0.9 * wealth + 0.7 * port))
says <- ifelse(true == 1, rbinom(n, 1, 0.85), rbinom(n, 1, 0.06))
write(data.frame(country, size, wealth, port, says), "informants.csv")
