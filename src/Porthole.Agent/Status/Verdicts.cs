namespace Porthole.Agent.Status;

/// <summary>The one sentence that says how things stand.</summary>
internal static class Verdicts
{
    /// <summary>Whether everything wished is mapped and nothing worse than a notice stands.</summary>
    public static bool IsGood(StatusDocument status) =>
        status.Forwards.All(forward => forward.State is ForwardState.Mapped or ForwardState.Paused)
        && status.Problems.All(problem => problem.Severity == ProblemSeverity.Info);

    public static string Sentence(StatusDocument status)
    {
        var wished = status.Forwards.Where(forward => forward.State != ForwardState.Paused).ToList();
        var open = wished.Count(forward => forward.State == ForwardState.Mapped);
        return (wished.Count, open) switch
        {
            (0, _) => "No device is registered yet.",
            (1, 1) => "The one forward is open.",
            (1, 0) => "The one forward is not open.",
            (var all, 0) => $"None of the {all} forwards is open.",
            var (all, some) => all == some ? $"All {all} forwards are open." : $"{some} of {all} forwards are open.",
        };
    }
}
