namespace Porthole.Agent.Status;

/// <summary>The one sentence that says how things stand.</summary>
internal static class Verdicts
{
    /// <summary>Whether everything wished is mapped and nothing worse than a notice stands.</summary>
    public static bool IsGood(StatusDocument status) =>
        status.Forwards.All(forward => forward.State is ForwardState.Mapped or ForwardState.Paused)
        && status.Problems.All(problem => problem.Severity == ProblemSeverity.Info);

    /// <summary>The words of the dashboard and the tray: a camera is reachable when every port of it that is wished is open.</summary>
    public static string Sentence(StatusDocument status)
    {
        var wished = status.Forwards.Where(forward => forward.State != ForwardState.Paused).ToList();
        var closed = wished.Where(forward => forward.State != ForwardState.Mapped).ToList();
        var cameras = wished.DistinctBy(forward => forward.Device).Count();
        var open = cameras - closed.DistinctBy(forward => forward.Device).Count();
        if (cameras == 0) return status.Forwards.IsEmpty ? "No camera is registered yet." : "Every camera is paused.";

        // Without a router nobody is asked; what waits for one is closed.
        var isAsked = status.Problems.All(problem => problem.Code != "PH201");
        if (isAsked && wished.Exists(forward => forward.State == ForwardState.Pending)) return "Asking the router to open the ports…";
        if (closed.Count == 0) return cameras == 1 ? "Your camera is reachable from outside." : $"All {cameras} cameras are reachable from outside.";
        if (closed.Count == wished.Count) return cameras == 1 ? "Your camera is not reachable from outside." : $"None of the {cameras} cameras is reachable from outside.";
        return cameras == 1 ? "Your camera is only partly reachable from outside." : $"{open} of {cameras} cameras are reachable from outside.";
    }
}
