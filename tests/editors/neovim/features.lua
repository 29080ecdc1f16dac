-- Every feature in every fixture, as a user of Neovim 0.11 meets it.
--   nvim --clean --headless -u init.lua -l features.lua
local here = vim.fs.dirname(debug.getinfo(1, "S").source:sub(2))
package.path = here .. "/?.lua;" .. package.path
local t = require("harness")

local fixtures = vim.fs.joinpath(here, "..", "fixtures")
local expect = vim.json.decode(table.concat(vim.fn.readfile(here .. "/../expect.json"), "\n"))

local folder = vim.fn.tempname() .. " 設計" -- a space and Japanese letters in the path
vim.fn.mkdir(folder .. "/.git", "p")
vim.cmd("filetype plugin on")

local function open(name)
  local file = folder .. "/" .. name
  vim.fn.writefile(vim.fn.readfile(vim.fs.joinpath(fixtures, name)), file)
  vim.cmd.edit(vim.fn.fnameescape(file))
  return vim.api.nvim_get_current_buf()
end

local client
for _, name in ipairs({ "main.tf", "template.yaml", "note.md" }) do
  local want = expect[name]
  local buffer = open(name)
  local function test(what, body)
    t.test(name .. ": " .. what, body)
  end

  test("attaches with the project's root", function()
    client = t.eventually("a client", function()
      local found = vim.lsp.get_clients({ bufnr = buffer, name = "shirube" })[1]
      return found and found.initialized and found
    end)
    assert(vim.fs.normalize(client.root_dir) == vim.fs.normalize(folder), client.root_dir)
  end)

  local function hovers()
    for _, hover in ipairs(want.hovers) do
      local shown = t.hover(buffer, hover.on)
      assert(t.contains(shown, hover.shows), ("%s shows:\n%s"):format(hover.on, shown))
    end
  end
  test("explains terms", hovers)

  local function problem()
    local diagnostic = t.diagnostic(buffer, want.problem.code)
    assert(diagnostic.source == "shirube", diagnostic.source)
    local first, last = t.block(buffer, want.problem["in"])
    assert(first <= diagnostic.lnum and diagnostic.lnum <= last, vim.inspect(diagnostic))
    return diagnostic
  end
  test("underlines the problem", problem)

  local function hint()
    local first, last = t.block(buffer, want.hint["in"])
    t.eventually("the hint " .. want.hint.shows, function()
      return t.contains(t.hints(buffer, first, last), want.hint.shows)
    end)
  end
  test("shows the design hint", hint)

  test("stays right after typing above", function()
    local before = problem()
    local underlined = t.underlined(buffer, before)
    local head = name == "note.md" and "" or "# "
    vim.api.nvim_feedkeys(vim.keycode("ggO" .. head .. "追記 😀 one<CR>" .. head .. "追記 two<Esc>"), "xt", false)
    -- And before a term, on its own line: an emoji is two UTF-16 units and four bytes.
    local row = t.position(buffer, want.hovers[1].on)
    local head_end = name == "note.md" and 0 or 2
    vim.api.nvim_buf_set_text(buffer, row, head_end, row, head_end, { "😀 " })

    local after = t.eventually("the problem to move down", function()
      local now = t.find_diagnostic(buffer, want.problem.code)
      return now and now.lnum == before.lnum + 2 and now
    end)
    assert(t.underlined(buffer, after) == underlined, t.underlined(buffer, after))
    hovers()
    hint()
  end)

  test("applies the quick fix", function()
    assert(not t.contains(t.text(buffer), want.fix.adds))
    local diagnostic = problem()
    t.act(diagnostic.lnum, diagnostic.col, "quickfix", want.fix.title)
    t.eventually("the fix " .. want.fix.adds, function()
      return t.contains(t.text(buffer), want.fix.adds)
    end)
    t.eventually("the problem to go", function()
      return not t.find_diagnostic(buffer, want.problem.code)
    end)
  end)

  for _, action in ipairs(want.dr) do
    test("applies the DR action on " .. action.on, function()
      assert(not t.contains(t.text(buffer), action.adds))
      local row, column = t.position(buffer, action.on)
      t.act(row, column, "refactor.rewrite.shirube.dr", action.title)
      t.eventually(action.adds, function()
        return t.contains(t.text(buffer), action.adds)
      end)
      if action.creates then
        assert(t.text(vim.fn.bufadd(folder .. "/" .. action.creates)) ~= "", action.creates)
      end
    end)
  end
end

t.test("a changed setting applies at once", function()
  local buffer = open("main.tf")
  local code = expect["main.tf"].problem.code
  vim.cmd("edit!")
  t.diagnostic(buffer, code)
  local settings = { shirube = { rules = { [code] = "off" } } }
  client.settings = settings
  client:notify("workspace/didChangeConfiguration", { settings = settings })
  t.eventually("the problem to go", function()
    return not t.find_diagnostic(buffer, code)
  end)
end)

t.test("checkhealth finds everything in order", function()
  vim.cmd("checkhealth shirube")
  local text = table.concat(t.lines(0), "\n")
  assert(not t.contains(text, "ERROR") and t.contains(text, "attached to"), text)
  vim.cmd("bwipeout!")
end)

t.test("the help opens", function()
  local doc = folder .. "/help/doc"
  vim.fn.mkdir(doc, "p")
  vim.uv.fs_copyfile(vim.env.SHIRUBE_NEOVIM_PLUGIN .. "/doc/shirube.txt", doc .. "/shirube.txt")
  vim.cmd("helptags " .. vim.fn.fnameescape(doc))
  vim.opt.runtimepath:prepend((folder .. "/help"):gsub(",", "\\,"))
  vim.cmd("help shirube-settings")
end)

t.test("the server stops when asked", function()
  client:stop()
  t.eventually("the client to stop", function()
    return client:is_stopped()
  end)
end)

t.finish()
