using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary>This PC, the router and the internet in four lines.</summary>
internal static class NetworkLines
{
    public static void Write(NetworkStatus network, TextWriter output)
    {
        output.WriteLine($"This PC   {network.LocalAddress ?? "no address"}{(network.Interface is null ? "" : $" ({network.Interface})")}");
        output.WriteLine($"Router    {network.Gateway ?? "none"}{(network.Router is null ? "" : $" ({network.Router})")}");
        output.WriteLine($"Protocols {(network.Protocols.IsEmpty ? "none answered" : string.Join(", ", network.Protocols))}");
        output.WriteLine($"Internet  {network.ExternalAddress ?? "address unknown"} ({Words(network.Reachability)})");
        output.WriteLine();
    }

    private static string Words(Reachability reachability) => reachability switch
    {
        Reachability.Public => "public",
        Reachability.DoubleNat => "private: a second router stands in front",
        Reachability.CarrierNat => "shared by the provider: not reachable from outside",
        Reachability.Offline => "offline",
        _ => "not known yet",
    };
}
