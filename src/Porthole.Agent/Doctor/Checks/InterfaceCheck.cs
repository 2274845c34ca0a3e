using System.Net.NetworkInformation;
using System.Runtime.CompilerServices;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Whether the network card that leads to the router is up.</summary>
internal sealed class InterfaceCheck : ICheck
{
    public string Id => "interface";

    public string Title => "Network interface";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var cards = All();
        if (patient.Snapshot.Gateway is not { } gateway)
        {
            var up = cards.Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback).Select(card => card.Name).ToList();
            yield return up.Count == 0
                ? Finding.Bad("No network interface is up.", "Plug the network cable in or switch the Wi-Fi on.")
                : Finding.Attention(up.Count == 1 ? $"{up[0]} is up, but does not lead to a router." : $"{string.Join(", ", up)} are up, but none leads to a router.");
            yield break;
        }

        if (IsLoopback(patient))
        {
            yield return Finding.Skipped("The router is a simulated one on this PC.");
            yield break;
        }

        if (cards.FirstOrDefault(card => card.Name == gateway.InterfaceName) is not { } used)
        {
            yield return Finding.Attention($"{gateway.InterfaceName}: the operating system does not describe it.");
            yield break;
        }

        var speed = used.Speed > 0 ? $", {used.Speed / 1_000_000} Mbit/s" : "";
        yield return used.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown
            ? Finding.Good($"{used.Name} ({used.NetworkInterfaceType}) is up{speed}.")
            : Finding.Bad($"{used.Name} is {used.OperationalStatus}.", "Check the network cable or the Wi-Fi.");
    }

    /// <summary>Whether the router is the demo's: it has neither cable nor card.</summary>
    public static bool IsLoopback(Patient patient) => patient.Snapshot.Gateway is { } gateway && System.Net.IPAddress.IsLoopback(gateway.Address);

    private static NetworkInterface[] All()
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces();
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
