using System.CommandLine;

namespace Porthole.Agent.Cli;

internal static class DemoCommand
{
    public static Command Create() => new("demo");
}
