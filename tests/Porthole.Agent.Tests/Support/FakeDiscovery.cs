using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Discovery;

namespace Porthole.Agent.Tests.Support;

/// <summary>A search that sends nothing, and finds one camera when it is released.</summary>
internal sealed class FakeDiscovery : IDeviceDiscovery
{
    private static readonly DiscoveredDevice Found = new()
    {
        Address = IPAddress.Parse("192.168.1.20"),
        ProposedName = "Front door",
        Brand = "hikvision",
        Evidence = [Evidence.Onvif, Evidence.Sadp],
        Forwards = [new ProposedForward("rtsp", "tcp", 554, null, "video")],
    };

    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<ImmutableArray<DiscoveredDevice>> SearchAsync(DiscoveryOptions options, IProgress<DiscoveryProgress>? progress, CancellationToken cancellationToken)
    {
        Started.TrySetResult();
        progress?.Report(new DiscoveryProgress(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), [Found]));
        try
        {
            await Release.Task.WaitAsync(cancellationToken);
            return [Found];
        }
        finally
        {
            Ended.TrySetResult();
        }
    }
}
