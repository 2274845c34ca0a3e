using System.Net.NetworkInformation;
using System.Runtime.CompilerServices;
using Porthole.Agent.Devices.Neighbours;
using Porthole.PortMapping;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Whether the router answers ARP, the lowest that a router can answer.</summary>
internal sealed class NeighbourCheck : ICheck
{
    /// <summary>ARP asks three times, a second apart (Linux); an answer takes a millisecond.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    public string Id => "arp";

    public string Title => "ARP";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (patient.Snapshot.Gateway is not { } gateway)
        {
            yield return Finding.Skipped("There is no router to ask.");
            yield break;
        }

        if (InterfaceCheck.IsLoopback(patient))
        {
            yield return Finding.Skipped("The router is a simulated one on this PC: loopback has no ARP.");
            yield break;
        }

        var start = patient.Time.GetTimestamp();
        new SystemNeighbours().Wake(gateway.Address);
        PhysicalAddress? mac;
        while ((mac = NeighbourTable.Read().FirstOrDefault(entry => entry.Address.Equals(gateway.Address))?.Mac) is null && patient.Time.GetElapsedTime(start) < Patience)
            await Task.Delay(Pace, patient.Time, cancellationToken);
        var elapsed = patient.Time.GetElapsedTime(start).TotalMilliseconds;
        if (mac is null)
        {
            yield return Finding.Bad(
                $"{gateway.Address} did not answer ARP within {Patience.TotalSeconds:0} s: nobody has this address.",
                "Check the cable to the router and that the router is on. In a guest Wi-Fi hosts cannot see each other: take the main one.");
            yield break;
        }

        yield return Finding.Good($"{gateway.Address} is at {Text(mac)}, known after {elapsed:0} ms.");
    }

    private static string Text(PhysicalAddress mac) => string.Join(':', mac.GetAddressBytes().Select(part => part.ToString("x2")));
}
