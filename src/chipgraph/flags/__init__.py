"""Routes judged by the law: every hop on its own days, routes labelled and explained (W22 to W25, G10, G17, G18)."""
