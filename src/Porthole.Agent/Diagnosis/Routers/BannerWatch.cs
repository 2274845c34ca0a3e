using System.Net;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;

namespace Porthole.Agent.Diagnosis.Routers;

/// <summary>Looks at the web page of a router that answers no protocol, once for each router, so that remedies can name its menus.</summary>
internal sealed class BannerWatch(StatusBoard board, ForwardingLoop loop, TimeProvider time)
{
    public async Task RunAsync(CancellationToken stopping)
    {
        IPAddress? asked = null;
        await foreach (var snapshot in board.WatchAsync(stopping))
        {
            if (snapshot is not { SearchEnded: true, Protocols.IsEmpty: true, Gateway.Address: { } gateway } || gateway.Equals(asked)) continue;
            asked = gateway;
            var banner = await BannerReader.ReadAsync(new Uri($"http://{gateway}/"), time, stopping);
            if (banner.Length > 0) loop.Post(new LoopEvent.RouterBannerRead(gateway, banner));
        }
    }
}
