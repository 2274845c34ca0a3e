using System.Net;
using Porthole.PortMapping.Keeping;

namespace Porthole.PortMapping;

/// <summary>
/// Opens ports on this PC's default gateway and keeps them open: renews them, asks anew after the router restarted
/// or was replaced, and removes them when they are disposed. For programs that need no finer control than that.
/// </summary>
/// <example>
/// <code>
/// await using var keeper = new PortKeeper();
/// await using var port = keeper.Keep(new MappingRequest
/// {
///     Transport = Transport.Tcp,
///     Internal = new IPEndPoint(IPAddress.Any, 8554),
///     ExternalPort = 8554,
/// });
/// await foreach (var result in port.Results.ReadAllAsync())
///     Console.WriteLine(result.IsGranted ? $"open at {result.Value.ExternalAddress}:{result.Value.ExternalPort}" : result.Refusal.Evidence);
/// </code>
/// </example>
public sealed class PortKeeper : IAsyncDisposable
{
    private readonly GatewayFollower _follower;
    private readonly TimeProvider _time;

    /// <summary>Begins to watch the default gateway.</summary>
    /// <param name="options">How to search and ask; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="locate">Finds the gateway; null for <see cref="GatewayLocator.Locate"/> without overrides.</param>
    public PortKeeper(GatewayOptions? options = null, TimeProvider? time = null, Func<DefaultGateway?>? locate = null)
    {
        _time = time ?? TimeProvider.System;
        _follower = new GatewayFollower(locate ?? (static () => GatewayLocator.Locate()), options ?? new GatewayOptions(), _time);
    }

    /// <summary>The gateway at present; null when there is none.</summary>
    public DefaultGateway? Gateway => _follower.State.Gateway;

    /// <summary>Opens a port and keeps it open until the result is disposed.</summary>
    /// <param name="request">
    /// What to open. The internal address <see cref="IPAddress.Any"/> stands for this PC, whichever address it has.
    /// When the external port is taken, the next ones are tried, unless <see cref="MappingRequest.ExactPort"/> is set.
    /// </param>
    public KeptPort Keep(MappingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new KeptPort(request, _follower, _time);
    }

    /// <summary>Stops watching. Dispose the kept ports first: without the gateway they cannot be removed.</summary>
    public ValueTask DisposeAsync() => _follower.DisposeAsync();
}
