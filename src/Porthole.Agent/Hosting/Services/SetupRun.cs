using System.ComponentModel;
using System.Security;

namespace Porthole.Agent.Hosting.Services;

/// <summary>Does steps in order and says each; what was done is undone when a later step fails.</summary>
internal sealed class SetupRun(TextWriter output, TextWriter error)
{
    /// <summary>All or nothing. True when every step that must be done is done.</summary>
    public async Task<bool> InstallAsync(IEnumerable<SetupStep> steps)
    {
        var done = new Stack<SetupStep>();
        foreach (var step in steps)
        {
            if (await TryAsync(step) is not { } obstacle)
            {
                await output.WriteLineAsync($"  {step.What}");
                done.Push(step);
            }
            else if (step.IsOptional)
            {
                await output.WriteLineAsync($"  left out: {step.What} ({obstacle})");
            }
            else
            {
                await error.WriteLineAsync($"porthole: failed: {step.What}: {obstacle}");
                foreach (var before in done) await UndoAsync(before);
                await error.WriteLineAsync(done.Count == 0 ? "Nothing was changed." : "Everything is as it was before.");
                return false;
            }
        }

        return true;
    }

    /// <summary>As much as can be done. True when every step is done.</summary>
    public async Task<bool> RemoveAsync(IEnumerable<SetupStep> steps)
    {
        var complete = true;
        foreach (var step in steps)
        {
            if (await TryAsync(step) is not { } obstacle)
            {
                await output.WriteLineAsync($"  {step.What}");
                continue;
            }

            await error.WriteLineAsync($"porthole: left behind: {step.What}: {obstacle}");
            complete = false;
        }

        return complete;
    }

    private static async Task<string?> TryAsync(SetupStep step)
    {
        try
        {
            return await step.DoAsync();
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return exception.Message;
        }
    }

    private async Task UndoAsync(SetupStep step)
    {
        if (step.Undo is null && step.UndoAsync is null) return;
        try
        {
            step.Undo?.Invoke();
            if (step.UndoAsync is not null && await step.UndoAsync() is { } obstacle)
            {
                await error.WriteLineAsync($"  left behind: {step.What}: {obstacle}");
                return;
            }

            await error.WriteLineAsync($"  undone: {step.What}");
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            await error.WriteLineAsync($"  left behind: {step.What}: {exception.Message}");
        }
    }

    // What files, registry and access lists throw when the system says no.
    private static bool IsExpected(Exception exception) => exception is IOException or UnauthorizedAccessException or SecurityException or Win32Exception;
}
