"""核定: the official text beside the rule, the numbers corrected, the cases run, two people's signatures."""
