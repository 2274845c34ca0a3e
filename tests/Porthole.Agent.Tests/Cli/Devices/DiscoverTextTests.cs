using System.Net;
using Porthole.Agent.Cli.Devices;
using Porthole.Agent.Devices.Discovery;

namespace Porthole.Agent.Tests.Cli.Devices;

public sealed class DiscoverTextTests
{
    [Fact]
    public void Write_LongNamesPortsAndNotes_StayWithinEightyColumns()
    {
        var note = string.Join(' ', Enumerable.Repeat("Something that its owner should know.", 6));
        var devices = Enumerable.Range(1, 5).Select(number => new DiscoveredDevice
        {
            Address = IPAddress.Parse($"192.168.100.{100 + number}"),
            ProposedName = $"The camera over the garage door {number}",
            Mac = "44:19:b6:00:00:01",
            OpenPorts = [8000, 8080, 34567, 37777, 50000],
            Notes = [note],
        });

        var output = new StringWriter();
        DiscoverText.Write([.. devices], output);

        var lines = output.ToString().Split(Environment.NewLine);
        lines.ShouldAllBe(line => line.Length <= 80);
        lines[1].ShouldBe("192.168.100.101  The camera over the g…  44:19:b6:00:00:01  8000 8080 34567 +2");
        lines.Count(line => line.StartsWith("The camera over the garage door 1 and 4 others: ", StringComparison.Ordinal)).ShouldBe(1);
        lines.ShouldContain("5 cameras. Register one with");
    }

    [Fact]
    public void Write_Nothing_SaysWhatToDo()
    {
        var output = new StringWriter();
        DiscoverText.Write([], output);

        output.ToString().ShouldContain("porthole devices discover --at ADDRESS");
    }

    [Fact]
    public void Progress_OnATerminal_IsOneLineThatGoesAway()
    {
        var terminal = new StringWriter();
        using (var line = new DiscoverProgressLine(terminal, isRedirected: false))
            line.Report(new DiscoveryProgress(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.7), []));

        terminal.ToString().ShouldStartWith("\rSearching, 1.7 s left. Found 0.");
        terminal.ToString().ShouldEndWith(" \r");
        terminal.ToString().ShouldNotContain('\n');
    }

    [Fact]
    public void Progress_Redirected_IsSilent()
    {
        var file = new StringWriter();
        using (var line = new DiscoverProgressLine(file, isRedirected: true))
            line.Report(new DiscoveryProgress(TimeSpan.Zero, TimeSpan.FromSeconds(3), []));

        file.ToString().ShouldBeEmpty();
    }
}
