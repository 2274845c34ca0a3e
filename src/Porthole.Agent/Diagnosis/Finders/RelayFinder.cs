using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.Relay;

namespace Porthole.Agent.Diagnosis.Finders;

/// <summary>PH301: the relay could not listen where it was wished.</summary>
internal static class RelayFinder
{
    public static IEnumerable<Problem> Find(StatusSnapshot snapshot)
    {
        foreach (var forward in snapshot.Forwards)
        {
            if (forward.Held.RelayObstacle is not { } obstacle) continue;
            var evidence = obstacle.Start switch
            {
                RelayStart.PortInUse taken => $"{taken.EndPoint} is taken by {obstacle.Holder?.ToString() ?? "another program on this PC"}.",
                RelayStart.NotAllowed denied => $"{denied.EndPoint}: {denied.Evidence}",
                _ => $"{forward.Wish.Address ?? snapshot.Gateway?.LocalAddress}:{forward.Wish.InternalPort} is a port that a relay listens on: the traffic would go round in a loop.",
            };
            yield return new Problem
            {
                Code = "PH301",
                Subject = forward.Wish.Id,
                Severity = forward.Held.Relay is null ? ProblemSeverity.Error : ProblemSeverity.Info,
                Title = forward.Held.Relay is { } relay
                    ? $"{forward.Wish.Device} {forward.Wish.Name}: the relay's port is taken on this PC; it listens on {relay.LocalEndPoint} instead"
                    : $"{forward.Wish.Device} {forward.Wish.Name}: the relay found no free port on this PC",
                Evidence = evidence,
                Cause = CauseOf(obstacle),
                Remedy = forward.Held.Relay is null
                    ? ["Give the forward another external port in the settings, or close the program that has it.", .. WhoHasIt(obstacle)]
                    : ["Nothing need be done: the address outside stays the same."],
                Forwards = [forward.Wish.Id],
            };
        }
    }

    private static string CauseOf(RelayObstacle obstacle) => obstacle.Start switch
    {
        RelayStart.PortInUse => obstacle.Holder switch
        {
            { IsThisProcess: true } => "Another forward's relay, or the dashboard, has the port.",
            { } holder => $"{holder} has the port.",
            null => "Another program on this PC has the port.",
        },

        // Hyper-V and WSL reserve whole ranges at every start of the PC.
        RelayStart.NotAllowed when OperatingSystem.IsWindows() =>
            "Windows does not let Porthole listen there; it may keep the port for itself (\"netsh interface ipv4 show excludedportrange tcp\" lists such ports).",
        RelayStart.NotAllowed => "The operating system does not let Porthole listen there.",
        _ => "The device's address and port are a relay's own.",
    };

    private static string[] WhoHasIt(RelayObstacle obstacle) => obstacle is { Start: RelayStart.PortInUse taken, Holder: null } && OperatingSystem.IsLinux()
        ? [$"\"sudo ss -lntup sport = :{taken.EndPoint.Port}\" names the program."]
        : [];
}
