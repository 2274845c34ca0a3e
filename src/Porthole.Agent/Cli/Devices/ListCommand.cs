using System.CommandLine;
using System.Text.Json;
using Porthole.Agent.Devices.Registry;

namespace Porthole.Agent.Cli.Devices;

/// <summary><c>porthole devices list</c></summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand(
            "list",
            "Show the registered cameras and their ports",
            """
            porthole devices list
            porthole devices list --json
            """) { CommonOptions.Json, CommonOptions.Settings };
        command.SetAction((parsed, cancellationToken) => DeviceDesks.WithAsync(parsed, async desk =>
        {
            var answer = await desk.ListAsync(cancellationToken);
            if (answer.Value is not { } devices) return await answer.SayAsync(parsed);
            if (parsed.GetValue(CommonOptions.Json)) Console.WriteLine(JsonSerializer.Serialize(devices, DeviceJson.Indented.DevicesDocument));
            else DevicesText.Write(devices, Console.Out);
            return ExitCodes.Good;
        }, cancellationToken));
        return command;
    }
}
