-- The user's side: the plugin on the runtimepath and nothing else, except the program under test.
vim.opt.runtimepath:prepend(vim.env.SHIRUBE_NEOVIM_PLUGIN)
vim.opt.swapfile = false
vim.lsp.config("shirube", { cmd = { vim.env.SHIRUBE_SERVER, "lsp" } })
vim.lsp.inlay_hint.enable(true)
vim.diagnostic.config({ virtual_text = true })
