using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Upnp.Description;

/// <summary>Fetches a description and picks the service to use.</summary>
internal sealed class DescriptionReader(RouterHttpClient http, GatewayPin pin, DefaultGateway gateway, TimeProvider time, int? version = null)
{
    // A description names one service, two where a router has two lines; one that names dozens is not asked for minutes.
    private static readonly TimeSpan LongestChoice = TimeSpan.FromSeconds(20);

    /// <summary>Reads the description at <paramref name="url"/>; the protocol, or why there is none.</summary>
    /// <param name="url">Where the description lies.</param>
    /// <param name="server">The SERVER header of the answer that named it; empty for none.</param>
    /// <param name="connectWithin">The time to connect, where it is not the usual one.</param>
    /// <param name="isFirst">Whether the service is wanted at once: the connection for its first call is then opened ahead.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<DescriptionResult> ReadAsync(
        Uri url, string server, TimeSpan? connectWithin, bool isFirst, CancellationToken cancellationToken)
    {
        var result = await http.SendAsync(new HttpRequest("GET", url) { ConnectWithin = connectWithin, IsFollowed = isFirst }, cancellationToken);
        if (result.Reply is not { } reply)
        {
            return new DescriptionResult(null, result.Evidence) { IsFinal = false };
        }

        if (!reply.IsSuccess)
        {
            return new DescriptionResult(null, $"{url} answered with HTTP status {reply.Status}") { IsFinal = false };
        }

        server = server.Length > 0 ? server : reply.Head.Server;
        if (DescriptionParser.Parse(reply.Body.Span, url, pin, server) is not { } description)
        {
            return new DescriptionResult(null, $"{url} is no device description");
        }

        if (description.Connections.IsEmpty)
        {
            return new DescriptionResult(null, description.ForeignUrl.Length > 0
                ? $"{url} names a control URL that is not on the gateway: {description.ForeignUrl}"
                : $"{url} describes a device that opens no ports ('{description.Identity.FriendlyName}')");
        }

        return new DescriptionResult(await ChooseAsync(description, url, cancellationToken), "");
    }

    /// <summary>
    /// Picks one of several services: the first that is connected and has an external address (a MikroTik names two
    /// WAN devices, the first of them down, tailscale#8364), WANIPConnection before WANPPPConnection, version 2 before 1.
    /// None found so in time, it is the first.
    /// </summary>
    private async ValueTask<UpnpProtocol> ChooseAsync(DeviceDescription description, Uri url, CancellationToken cancellationToken)
    {
        var protocols = description.Connections
            .OrderByDescending(service => service.IsIp)
            .ThenByDescending(service => service.Version)
            .Select(service => new UpnpProtocol(version is { } named ? service.As(named) : service, description, url, http, gateway, time))
            .ToList();
        return protocols.Count == 1 ? protocols[0] : await FindUsableAsync(protocols, cancellationToken) ?? protocols[0];
    }

    private async ValueTask<UpnpProtocol?> FindUsableAsync(IEnumerable<UpnpProtocol> protocols, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(LongestChoice, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            foreach (var protocol in protocols)
            {
                if (await protocol.Connection.IsUsableAsync(stop.Token))
                {
                    return protocol;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It takes too long.
        }

        return null;
    }
}

/// <summary>What a description came to.</summary>
/// <param name="Protocol">The service to use; null for none.</param>
/// <param name="Evidence">Why there is none.</param>
internal sealed record DescriptionResult(UpnpProtocol? Protocol, string Evidence)
{
    /// <summary>Whether asking again can change nothing.</summary>
    public bool IsFinal { get; init; } = true;
}
