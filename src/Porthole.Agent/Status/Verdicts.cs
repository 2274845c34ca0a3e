namespace Porthole.Agent.Status;

/// <summary>The one sentence that says how things stand.</summary>
internal static class Verdicts
{
    /// <summary>Whether everything wished is mapped and nothing worse than a notice stands.</summary>
    public static bool IsGood(StatusDocument status) =>
        status.Forwards.All(forward => forward.State is ForwardState.Mapped or ForwardState.Paused)
        && status.Problems.All(problem => problem.Severity == ProblemSeverity.Info);

    /// <summary>The router's connection is down, or stands behind another router, or shares its address: open ports may not be reached.</summary>
    private static readonly string[] Doubtful = ["PH208", "PH209", "PH210"];

    /// <summary>The words of the dashboard and the tray: a camera is reachable when every port of it that is wished is open, and it answers.</summary>
    public static string Sentence(StatusDocument status)
    {
        var wished = status.Forwards.Where(forward => forward.State != ForwardState.Paused).ToList();
        var closed = wished.Where(forward => forward.State != ForwardState.Mapped).ToList();
        var silent = wished.Where(forward => forward is { State: ForwardState.Mapped, DeviceOnline: false }).ToList();
        var cameras = wished.DistinctBy(forward => forward.Device).Count();
        var open = cameras - closed.Concat(silent).DistinctBy(forward => forward.Device).Count();
        if (cameras == 0) return status.Forwards.IsEmpty ? "No camera is registered yet." : "Every camera is paused.";

        // Without a router nobody is asked; what waits for one is closed.
        var isAsked = status.Problems.All(problem => problem.Code != "PH201");
        if (isAsked && wished.Exists(forward => forward.State == ForwardState.Pending)) return "Asking the router to open the ports…";
        if (closed.Count + silent.Count == 0)
        {
            if (status.Problems.Any(problem => Doubtful.Contains(problem.Code))) return "The router has opened the ports, but people outside may not get in. See below.";
            return cameras == 1 ? "Your camera is reachable from outside." : $"All {cameras} cameras are reachable from outside.";
        }

        return Reachable(open, cameras, isNone: closed.Count + silent.Count == wished.Count) + NotAnswering(silent.DistinctBy(forward => forward.Device).Count(), cameras);
    }

    private static string Reachable(int open, int cameras, bool isNone)
    {
        if (isNone) return cameras == 1 ? "Your camera is not reachable from outside." : $"None of the {cameras} cameras is reachable from outside.";
        return cameras == 1 ? "Your camera is only partly reachable from outside." : $"{open} of {cameras} cameras are reachable from outside.";
    }

    // An open port is worth nothing while the camera behind it is silent.
    private static string NotAnswering(int silent, int cameras)
    {
        if (silent == 0) return "";
        if (cameras == 1) return " It does not answer.";
        return silent == 1 ? " One does not answer." : $" {silent} do not answer.";
    }
}
