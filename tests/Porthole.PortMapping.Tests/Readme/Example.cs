using System.Net;

namespace Porthole.PortMapping.Tests.Readme;

/// <summary>The README's example, as the compiler sees it; <see cref="ReadmeTests"/> holds the two together.</summary>
internal static class Example
{
    public static async Task RunAsync()
    {
        // example
        await using var keeper = new PortKeeper();
        await using var port = keeper.Keep(new MappingRequest
        {
            Transport = Transport.Tcp, Internal = new IPEndPoint(IPAddress.Any, 8554), ExternalPort = 8554,
        });
        await foreach (var result in port.Results.ReadAllAsync())
            Console.WriteLine(result.IsGranted ? $"{result.Value.ExternalAddress}:{result.Value.ExternalPort}" : result.Refusal.Evidence);
        // end
    }
}
