--- A few lines of test runner, and the questions the tests ask of a buffer.
local M = { failed = 0, passed = 0 }

function M.test(name, body)
  local ok, err = xpcall(body, debug.traceback)
  io.stdout:write((ok and "ok   " or "FAIL ") .. name .. (ok and "" or "\n" .. tostring(err)) .. "\n")
  if ok then
    M.passed = M.passed + 1
  else
    M.failed = M.failed + 1
  end
end

function M.finish()
  io.stdout:write(("%d passed, %d failed\n"):format(M.passed, M.failed))
  os.exit(M.failed == 0 and 0 or 1)
end

--- Waits until `condition` gives something true, and returns it.
function M.eventually(what, condition)
  local value
  local function met()
    value = condition()
    return value
  end
  if not vim.wait(10000, met, 10) then
    error("still waiting for " .. what, 2)
  end
  return value
end

function M.lines(buffer)
  return vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
end

--- The text with runs of spaces as one: how a fix aligns is not the question here.
function M.text(buffer)
  return (table.concat(M.lines(buffer), "\n"):gsub(" +", " "))
end

function M.contains(text, part)
  return text:find(part, 1, true) ~= nil
end

--- Row and byte column, both from 0, of the first occurrence.
function M.position(buffer, part)
  for row, line in ipairs(M.lines(buffer)) do
    local from = line:find(part, 1, true)
    if from then
      return row - 1, from - 1
    end
  end
  error("not in the buffer: " .. part, 2)
end

--- First and last row of the paragraph whose first line holds `part`.
function M.block(buffer, part)
  local lines = M.lines(buffer)
  local first = M.position(buffer, part)
  local last = first
  while lines[last + 2] and lines[last + 2]:find("%S") and not lines[last + 2]:find("^```") do
    last = last + 1
  end
  return first, last
end

--- What `K` shows with the cursor inside `part`.
function M.hover(buffer, part)
  local row, column = M.position(buffer, part)
  -- On the second character, where a wrong column would already be felt.
  vim.api.nvim_win_set_cursor(0, { row + 1, column + vim.str_utf_end(part, 1) + 1 })
  vim.lsp.buf.hover()
  local float = M.eventually("a hover window on " .. part, function()
    return vim.iter(vim.api.nvim_list_wins()):find(function(window)
      return vim.api.nvim_win_get_config(window).relative ~= ""
    end)
  end)
  local shown = table.concat(M.lines(vim.api.nvim_win_get_buf(float)), "\n")
  vim.api.nvim_win_close(float, true)
  return shown
end

--- The diagnostic with this code, once there is one.
function M.diagnostic(buffer, code)
  return M.eventually("the diagnostic " .. code, function()
    return M.find_diagnostic(buffer, code)
  end)
end

function M.find_diagnostic(buffer, code)
  return vim.iter(vim.diagnostic.get(buffer)):find(function(diagnostic)
    return diagnostic.code == code
  end)
end

--- The text under the first line of a diagnostic's squiggle.
function M.underlined(buffer, diagnostic)
  local line = M.lines(buffer)[diagnostic.lnum + 1]
  local stop = diagnostic.end_lnum == diagnostic.lnum and diagnostic.end_col or #line
  return line:sub(diagnostic.col + 1, stop)
end

--- Labels of the hints on the rows `first..last`.
function M.hints(buffer, first, last)
  local hints = vim.lsp.inlay_hint.get({ bufnr = buffer })
  return vim
    .iter(hints)
    :filter(function(hint)
      local row = hint.inlay_hint.position.line
      return first <= row and row <= last
    end)
    :map(function(hint)
      local label = hint.inlay_hint.label
      return type(label) == "string" and label
        or vim
          .iter(label)
          :map(function(part)
            return part.value
          end)
          :join("")
    end)
    :join(" | ")
end

--- Applies the one action at the cursor that has this kind and one of these words in its title.
function M.act(row, column, kind, titles)
  vim.api.nvim_win_set_cursor(0, { row + 1, column })
  vim.lsp.buf.code_action({
    apply = true,
    context = { only = { kind }, triggerKind = 1 },
    filter = function(action)
      return not titles
        or vim.iter(titles):any(function(title)
          return M.contains(action.title:lower(), title:lower())
        end)
    end,
  })
end

return M
