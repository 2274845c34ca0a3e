using System.Net;
using Porthole.Agent.Devices;
using Porthole.Agent.Doctor;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Doctor;

/// <summary>Sites to be checked.</summary>
internal static class Patients
{
    public static Patient With(FakeRouter router, params MappingProtocol[] protocols) => Of(Snapshot(protocols: [.. protocols.Select(router.Protocol)]));

    public static Patient Of(StatusSnapshot snapshot, bool readOnly = false) => new(snapshot, TimeProvider.System)
    {
        WithAgent = true,
        ReadOnly = readOnly,
        RouterWebPort = 9,
        Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
    };

    public static StatusSnapshot Snapshot(DefaultGateway? gateway = null, IGatewayProtocol[]? protocols = null, params ForwardSnapshot[] forwards) =>
        StatusSnapshot.Starting(TimeProvider.System.GetUtcNow()) with { Gateway = gateway ?? FakeRouter.Gateway, SearchEnded = true, Protocols = [.. protocols ?? []], Forwards = [.. forwards] };

    /// <summary>A forward that is open directly, at this camera and with this outside port on loopback.</summary>
    public static ForwardSnapshot Open(int camera, int external, string name = "rtsp") => new()
    {
        Wish = new WishedForward
        {
            Id = $"door/{name}",
            Device = "Door",
            Name = name,
            Transport = Transport.Tcp,
            Address = IPAddress.Loopback,
            InternalPort = (ushort)camera,
            ExternalPort = (ushort)external,
        },
        State = ForwardState.Mapped,
        Held = new Holding
        {
            Route = Route.Direct,
            Mapping = new Mapping
            {
                Via = MappingProtocol.UpnpIgd,
                Transport = Transport.Tcp,
                Internal = new IPEndPoint(IPAddress.Loopback, camera),
                ExternalPort = (ushort)external,
                ExternalAddress = IPAddress.Loopback,
                GrantedAt = TimeProvider.System.GetUtcNow(),
            },
        },
    };

    public static async Task<List<Finding>> FindAsync(this ICheck check, Patient patient)
    {
        List<Finding> findings = [];
        await foreach (var finding in check.RunAsync(patient, TestContext.Current.CancellationToken)) findings.Add(finding);
        return findings;
    }
}
