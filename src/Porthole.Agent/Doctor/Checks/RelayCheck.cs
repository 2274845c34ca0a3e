using System.Runtime.CompilerServices;
using Porthole.PortMapping;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Whether each relay listener accepts a connection from this PC.</summary>
internal sealed class RelayCheck : ICheck
{
    public string Id => "relay";

    public string Title => "Relay";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var relayed = patient.Snapshot.Forwards.Where(forward => forward.Held.Relay is not null || forward.Held.RelayObstacle is not null).ToList();
        if (!patient.WithAgent) yield return Finding.Skipped(patient.AgentObstacle is null ? "No agent runs, so no relay listens." : $"{patient.WithoutAgent}.");
        else if (relayed.Count == 0) yield return Finding.Skipped("No forward needs the relay.");
        foreach (var forward in relayed)
        {
            var about = $"{forward.Wish.Device} {forward.Wish.Name}";
            if (forward.Held.Relay is not { } relay)
            {
                yield return Finding.Bad("The relay found no free port on this PC.", "Give the forward another external port, or close the program that has it.") with { About = about };
                continue;
            }

            var counters = relay.Counters;
            var carried = $"{counters.Connections} connections now, {counters.Accepted} so far, {counters.Refused} refused.";
            if (forward.Wish.Transport == Transport.Udp)
            {
                yield return Finding.Good($"Listens on UDP {relay.LocalEndPoint}. {carried}") with { About = about };
                continue;
            }

            var result = await Knock.AtAsync(relay.LocalEndPoint, patient.Time, cancellationToken);
            yield return (result.Accepted
                ? Finding.Good($"{result.Evidence}.", carried)
                : Finding.Bad($"{result.Evidence}. {carried}", "Restart the agent, and send this report to support.")) with { About = about };
        }
    }
}
