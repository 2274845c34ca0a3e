using System.Net;
using System.Runtime.CompilerServices;
using Porthole.PortMapping;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Whether each camera accepts a connection on its own port.</summary>
internal sealed class DevicesCheck : ICheck
{
    private const int MostAtOnce = 8;

    public string Id => "devices";

    public string Title => "Camera port";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (patient.Snapshot.Forwards.IsEmpty) yield return Finding.Skipped("No device is registered yet. Add one with: porthole devices add");
        foreach (var part in patient.Snapshot.Forwards.Chunk(MostAtOnce))
        {
            foreach (var finding in await Task.WhenAll(part.Select(forward => LookAsync(forward, patient, cancellationToken)))) yield return finding;
        }
    }

    private static async Task<Finding> LookAsync(Status.ForwardSnapshot forward, Patient patient, CancellationToken cancellationToken)
    {
        var about = $"{forward.Wish.Device} {forward.Wish.Name}";
        if (forward.Wish.Transport == Transport.Udp) return Finding.Skipped("A UDP port does not tell whether anybody listens.") with { About = about };

        // The relay knows where it leads; a forward to this PC is asked on the address it is mapped to.
        var target = forward.Held.Relay?.Route.Target
            ?? forward.Held.Mapping?.Internal
            ?? new IPEndPoint(forward.Wish.Address ?? IPAddress.Loopback, forward.Wish.InternalPort);
        var result = await Knock.AtAsync(target, patient.Time, cancellationToken);
        if (result.Accepted) return Finding.Good($"{result.Evidence}.") with { About = about };
        var port = $"Check that {forward.Wish.Name} is switched on in its own settings, on port {forward.Wish.InternalPort}.";

        // Who refuses has power and cable, and most likely the right address.
        return (result.IsRefused
            ? Finding.Bad($"{result.Evidence}.", port, $"Check that {target.Address} is {forward.Wish.Device} and nothing else.")
            : Finding.Bad($"{result.Evidence}.", $"Check the power and cable of {forward.Wish.Device} and its address in the router's list of devices.", port)) with { About = about };
    }
}
