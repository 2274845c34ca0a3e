using Porthole.Benchmarks.FirstRule;
using Porthole.Lab;

namespace Porthole.Benchmarks.SilentRouter;

/// <summary>Packets that a router which speaks none of the protocols gets in the first minute, by port. ARP and what the operating system sends by itself do not count.</summary>
public static class SilentRouterBenchmark
{
    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(1);

    /// <summary>Runs the benchmark: <c>[--program FILE]</c>. Without a program, one is published first.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (LabRequirements.Missing is { } missing)
        {
            Console.Error.WriteLine($"silent-router cannot run here. {missing}");
            return 1;
        }

        var program = await Contest.ProgramAsync(args);
        await using var lab = await RouterLab.BuildAsync();
        var folder = await lab.Nvr.MakeFolderAsync("silent-router", """{ "Porthole": { "Devices": [ { "Name": "Door", "Address": "192.168.1.20", "Ports": [ { "Internal": 80 } ] } ] } }""");
        await using var capture = lab.Nvr.Start("tshark", ["-l", "-i", "eth0", "-f", "src host 192.168.1.10 and (udp port 5351 or udp port 1900 or tcp)", "-T", "fields", "-e", "udp.dstport", "-e", "tcp.dstport"]);
        await Wait.UntilAsync("tshark to listen", () => Task.FromResult(capture.Log.Text.Contains("Capturing", StringComparison.Ordinal)), () => Task.FromResult(capture.Log.Text));
        await using var agent = lab.Nvr.Start(program, ["run", "--settings", $"{folder}/appsettings.json", "--data", $"{folder}/data"]);
        await Task.Delay(Watched);

        var counts = capture.Output.Lines.Select(line => line.Trim()).Where(line => line.Length > 0).CountBy(port => port).ToDictionary();
        Console.WriteLine("Packets to a silent router in the first minute");
        Console.WriteLine($"  PCP and NAT-PMP (UDP 5351)  {counts.GetValueOrDefault("5351")}");
        Console.WriteLine($"  SSDP (UDP 1900)             {counts.GetValueOrDefault("1900")}");
        return 0;
    }
}
