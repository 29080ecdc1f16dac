-- Starts the server in the filetypes of lsp/shirube.lua.
-- `vim.g.shirube_autostart = false` leaves that to your own configuration.

if vim.g.loaded_shirube then
  return
end
vim.g.loaded_shirube = true

if vim.g.shirube_autostart == false then
  return
end

if vim.fn.has("nvim-0.11") == 1 then
  vim.lsp.enable("shirube")
elseif vim.fn.has("nvim-0.8") == 1 then
  require("shirube.legacy").enable()
else
  vim.api.nvim_echo({ { "shirube: Neovim 0.8 or newer is needed (0.11 recommended)", "WarningMsg" } }, true, {})
end
