using System.Reflection;
using Microsoft.Extensions.Logging;
using Porthole.Agent.Hosting;

namespace Porthole.Agent.Tests.Logging;

/// <summary>An event's number means one thing, whoever writes it: support searches for it, and Windows' Event Log shows it.</summary>
public sealed class EventIdTests
{
    [Fact]
    public void EventIds_OfTheWholeProgram_MeanOneThingEach()
    {
        const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var events = typeof(AgentHost).Assembly.GetTypes().SelectMany(type => type.GetMethods(AnyStatic))
            .Select(method => (Name: $"{method.DeclaringType!.Name}.{method.Name}", Id: method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(each => each.Id is not null).ToList();

        events.Count.ShouldBeGreaterThan(40);
        events.GroupBy(each => each.Id).Where(group => group.Count() > 1).SelectMany(group => group).ShouldBeEmpty();
    }
}
