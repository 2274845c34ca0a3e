using System.CommandLine;
using Porthole.Agent.Devices.Registry;

namespace Porthole.Agent.Cli.Devices;

/// <summary><c>porthole devices add</c>: by flags, or in questions and answers on a terminal.</summary>
internal static class AddCommand
{
    private static readonly Option<string?> Name = new("--name") { Description = "What you call it, for instance \"Front door\"", HelpName = "NAME" };
    private static readonly Option<string?> Brand = new("--brand") { Description = "The maker, for the stream's address: hikvision, dahua…", HelpName = "BRAND" };
    private static readonly Option<string?> Address = new("--address") { Description = "Its IPv4 address on the LAN, or localhost for this PC", HelpName = "ADDRESS" };
    private static readonly Option<string?> Mac = new("--mac") { Description = "Its MAC address, by which it is known again", HelpName = "MAC" };
    private static readonly Option<string[]> Port = new("--port") { Description = "NAME:PORT[:OUTSIDE PORT][/udp][@direct|@relay]; one or more", HelpName = "PORT" };
    private static readonly Option<string[]> AllowFrom = new("--allow-from") { Description = "Who may connect; one or more (default: everybody)", HelpName = "NETWORK" };

    private static readonly Option<string?> Found = new("--from-discovery")
    {
        Description = "Take what is not given from a search, by address, MAC or ID",
        HelpName = "CAMERA",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Open even ports that are refused because attackers look for them" };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "add",
            "Register a camera; on a terminal, what is not given is asked for",
            """
            porthole devices add
            porthole devices add --from-discovery 192.168.1.20
            porthole devices add --name "Front door" --brand hikvision
              --address 192.168.1.20 --port rtsp:554:8554 --port http:80
            porthole devices add --name Yard --address 192.168.1.21
              --port rtsp:554 --allow-from 203.0.113.0/24
            """) { Name, Brand, Address, Mac, Port, AllowFrom, Found, Force, CommonOptions.Json, CommonOptions.Settings };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var ports = new List<PortDocument>();
        foreach (var text in parsed.GetValue(Port) ?? [])
        {
            if (PortText.Read(text) is { } port)
            {
                ports.Add(port);
                continue;
            }

            return await Complaint.SayAsync(parsed, ExitCodes.Usage, $"\"{text}\" is no port. Write for instance --port rtsp:554:8554.");
        }

        var allowed = parsed.GetValue(AllowFrom);
        var device = new DeviceDocument
        {
            Name = parsed.GetValue(Name) ?? "",
            Brand = parsed.GetValue(Brand),
            Address = parsed.GetValue(Address) ?? "",
            Mac = parsed.GetValue(Mac),
            AllowFrom = allowed is { Length: > 0 } ? allowed : null,
            Ports = [.. ports],
        };
        if (parsed.GetResult(Found) is not null)
        {
            var filled = await FromDiscovery.FillAsync(device, parsed.GetValue(Found), cancellationToken);
            if (filled.Value is null) return await filled.SayAsync(parsed);
            device = filled.Value;
        }

        if (parsed.GetValue(Force)) device = device with { Ports = [.. device.Ports.Select(port => port with { Force = true })] };
        if (DeviceQuestions.AreNeeded(device) && DeviceQuestions.CanBeAsked && !parsed.GetValue(CommonOptions.Json)) device = await DeviceQuestions.AskAsync(device, cancellationToken);
        if (DeviceQuestions.AreNeeded(device))
            return await Complaint.SayAsync(parsed, ExitCodes.Usage, $"{Missing(device)} missing. Write for instance: porthole devices add --name Yard --address 192.168.1.21 --port rtsp:554");

        return await DeviceDesks.WithAsync(parsed, async desk =>
        {
            var answer = await desk.AddAsync(device, cancellationToken);
            if (answer.Value is not { } added) return await answer.SayAsync(parsed);
            if (DevicesText.WriteJson(parsed, added)) return ExitCodes.Good;
            DevicesText.WriteChange(added, "is registered", desk.AgentRuns, Console.Out);
            var registered = (await desk.ListAsync(cancellationToken)).Value?.Devices ?? [];
            foreach (var note in new[] { AddressNote.OfThisPc(added.Address), BrandNote.Of(added.Brand), TwinNote.Of(added, registered) }.OfType<string>()) Console.WriteLine($"Note: {note}");
            return ExitCodes.Good;
        }, cancellationToken);
    }

    private static string Missing(DeviceDocument device)
    {
        var options = new[] { (device.Name.Length == 0, Name.Name), (device.Address.Length == 0, Address.Name), (device.Ports.IsEmpty, Port.Name) }.Where(option => option.Item1).Select(option => option.Item2).ToList();
        return string.Join(", ", options) + (options.Count == 1 ? " is" : " are");
    }
}
