using System.Net;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>The first packet (IPv4) of somebody on the internet to a port of the relay, as the firewall meets it.</summary>
/// <param name="Port">Where to.</param>
/// <param name="Interface">The card that it comes in by; null when unknown.</param>
/// <param name="Local">This PC's address that it goes to; null when unknown.</param>
internal sealed record Arrival(ListenPort Port, string? Interface, IPAddress? Local)
{
    /// <summary>By number too, as nft writes what it has no name for (IANA, Protocol Numbers).</summary>
    public bool IsProtocol(string name) => name is "all" || name.Equals(Port.Word, StringComparison.OrdinalIgnoreCase) || name == (Port.Transport == Transport.Tcp ? "6" : "17");

    public Likelihood IsFor(int first, int last) => Likelihoods.Of(Port.Number >= first && Port.Number <= last);

    /// <summary>Whether a card's name, or a beginning of one that ends with a wildcard, is the one it comes in by.</summary>
    public Likelihood IsFrom(string name, char wildcard) => name.EndsWith(wildcard)
        ? Likelihoods.Of(Interface?.StartsWith(name.AsSpan(0, name.Length - 1), StringComparison.Ordinal))
        : Interface is null && name != "lo" ? Likelihood.Maybe : Likelihoods.Of(Interface == name);

    public Likelihood GoesTo(IPAddress first, IPAddress last) => Local is null ? Likelihood.Maybe : Likelihoods.Of(IPv4Number.Of(Local) >= IPv4Number.Of(first) && IPv4Number.Of(Local) <= IPv4Number.Of(last));
}
