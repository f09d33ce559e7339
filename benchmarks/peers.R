# How long the peers in R take, clinfun and ph2bayes, in milliseconds of the processor for one call.
suppressMessages({
  library(clinfun)
  library(ph2bayes)
})

told <- function(call) {
  f <- eval(parse(text = paste("function()", call)))
  f()
  calls <- 1
  repeat {
    seconds <- sum(system.time(for (i in seq_len(calls)) f())[c("user.self", "sys.self")])
    if (seconds >= 0.5) break
    calls <- 4 * calls
  }
  cat(sprintf("%.6f\n", 1000 * seconds / calls))
}

for (call in commandArgs(trailingOnly = TRUE)) told(call)
