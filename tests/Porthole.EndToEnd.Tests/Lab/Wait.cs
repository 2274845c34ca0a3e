using System.Diagnostics;

namespace Porthole.Lab;

/// <summary>Waits by polling a condition, never by hoping that a pause was long enough.</summary>
public static class Wait
{
    // A machine with two busy cores needs a second for what takes a moment on an idle one; nothing the lab waits for
    // without saying otherwise takes longer than this when it works.
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    // Short beside everything waited for, long beside the cost of one look.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until <paramref name="look"/> yields something; throws with <paramref name="describe"/> when it does not in time.</summary>
    public static async Task<T> ForAsync<T>(string what, Func<Task<T?>> look, Func<Task<string>> describe, TimeSpan? bound = null, TimeSpan? interval = null)
        where T : class
    {
        var started = Stopwatch.StartNew();
        var limit = bound ?? Bound;
        while (true)
        {
            if (await look() is { } found)
                return found;
            if (started.Elapsed > limit)
                throw new LabException($"Waited {limit.TotalSeconds:0} s in vain for {what}.\n{await describe()}");
            await Task.Delay(interval ?? Interval);
        }
    }

    /// <summary>Waits until <paramref name="holds"/> is true.</summary>
    public static Task UntilAsync(string what, Func<Task<bool>> holds, Func<Task<string>> describe, TimeSpan? bound = null, TimeSpan? interval = null) =>
        ForAsync(what, async () => await holds() ? "" : null, describe, bound, interval);
}
