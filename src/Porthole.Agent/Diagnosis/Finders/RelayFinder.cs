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
            var evidence = obstacle switch
            {
                RelayStart.PortInUse taken => $"{taken.EndPoint} is in use by another program on this PC.",
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
                Cause = "Another program on this PC listens on the port.",
                Remedy = forward.Held.Relay is null
                    ? ["Give the forward another external port in the settings, or close the other program."]
                    : ["Nothing need be done: the address outside stays the same."],
                Forwards = [forward.Wish.Id],
            };
        }
    }
}
